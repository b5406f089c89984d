import { theme as antTheme, type ThemeConfig } from 'antd';
import { surfaces, type Mode, type Surface } from './palette.ts';

export const FONT =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';

/** The palette as CSS variables (`--lk-line`), for what is ours and not the component library's. */
export function paintSurfaces(mode: Mode): void {
  const { style, dataset } = document.documentElement;
  dataset.theme = mode;
  for (const name of Object.keys(surfaces[mode]) as Surface[]) style.setProperty(`--lk-${name}`, surfaces[mode][name]);
}

/** Our tokens on the component library: flat, hairlines instead of shadows, 14 px, an 8 px grid. */
export function antdTheme(mode: Mode): ThemeConfig {
  const c = surfaces[mode];
  const onJade = mode === 'dark' ? '#06140f' : '#ffffff';
  return {
    algorithm: mode === 'dark' ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
    token: {
      colorPrimary: c.jade,
      colorPrimaryHover: c.jadeHover,
      colorPrimaryBg: c.jadeSoft,
      colorInfo: c.jade,
      colorInfoBg: c.jadeSoft,
      colorInfoBorder: c.jadeSoft,
      colorSuccess: c.green,
      colorWarning: c.amber,
      colorWarningBg: c.amberSoft,
      colorError: c.red,
      colorErrorBg: c.redSoft,
      colorLink: c.jade,
      colorLinkHover: c.jadeHover,
      colorText: c.text,
      colorTextSecondary: c.soft,
      colorTextTertiary: c.faint,
      colorTextDescription: c.soft,
      colorTextPlaceholder: c.faint,
      colorTextDisabled: c.faint,
      colorBgLayout: c.bg,
      colorBgContainer: c.surface,
      colorBgElevated: c.surface,
      colorBorder: c.lineStrong,
      colorBorderSecondary: c.line,
      colorSplit: c.line,
      colorFillAlter: c.sunk,
      fontFamily: FONT,
      fontSize: 14,
      borderRadius: 6,
      borderRadiusLG: 8,
      controlHeight: 32,
      wireframe: false,
      // Not merely fast: what waits for the end of a movement that takes no time waits for ever.
      motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', primaryColor: onJade },
      Table: {
        headerBg: 'transparent',
        headerColor: c.soft,
        headerSplitColor: 'transparent',
        headerSortActiveBg: 'transparent',
        headerSortHoverBg: c.sunk,
        bodySortBg: 'transparent',
        rowHoverBg: c.sunk,
        rowSelectedBg: c.jadeSoft,
        rowSelectedHoverBg: c.jadeSoft,
        cellPaddingBlock: 10,
        cellPaddingBlockMD: 7,
        cellPaddingBlockSM: 5,
        cellPaddingInline: 12,
        cellPaddingInlineSM: 12,
        cellFontSizeSM: 13,
      },
      Form: { itemMarginBottom: 20, labelColor: c.soft, verticalLabelPadding: '0 0 4px' },
      Segmented: { itemSelectedBg: c.surface, trackBg: c.sunk },
      Tooltip: { colorBgSpotlight: mode === 'dark' ? '#33403a' : '#26322c' },
      Tag: { defaultBg: c.sunk, defaultColor: c.soft },
      Tabs: { titleFontSize: 14, horizontalItemPadding: '10px 0', horizontalItemGutter: 24 },
    },
  };
}
