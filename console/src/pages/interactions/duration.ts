import { useTranslation } from 'react-i18next';

/** 42 秒, 3 分 20 秒, 1 小时 5 分: two units at most. */
export function useDuration(): (seconds: number) => string {
  const { t } = useTranslation();
  return (seconds) => {
    const whole = Math.round(seconds);
    if (whole < 60) return t('interactions:duration.seconds', { seconds: whole });
    if (whole < 3_600) {
      const rest = whole % 60;
      const minutes = Math.floor(whole / 60);
      return rest === 0
        ? t('interactions:duration.minutes', { minutes })
        : t('interactions:duration.minutes_seconds', { minutes, seconds: rest });
    }
    return t('interactions:duration.hours', {
      hours: Math.floor(whole / 3_600),
      minutes: Math.floor((whole % 3_600) / 60),
    });
  };
}
