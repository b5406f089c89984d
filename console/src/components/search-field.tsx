import { Input } from 'antd';
import { useEffect, useState } from 'react';

/** Long enough that nobody is asked for with every letter. */
const PAUSE_MS = 350;

type Props = { value: string; onSearch: (search: string) => void; placeholder: string; width: number };

/** Searches when somebody pauses or presses Enter, and keeps the cursor where it is. */
export function SearchField({ value, onSearch, placeholder, width }: Props) {
  const [text, setText] = useState(value);
  const [told, setTold] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    // By a link or a cleared filter; what was told from here comes back as well, maybe after the next letter.
    if (value !== told) {
      setTold(value);
      setText(value);
    }
  }
  useEffect(() => {
    const search = text.trim();
    if (search === told) return undefined;
    const timer = setTimeout(() => {
      setTold(search);
      onSearch(search);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, told, onSearch]);
  const now = (typed: string) => {
    setTold(typed.trim());
    onSearch(typed.trim());
  };
  return (
    <Input.Search
      allowClear
      value={text}
      placeholder={placeholder}
      aria-label={placeholder}
      style={{ width, maxWidth: '100%' }}
      onChange={(event) => setText(event.target.value)}
      onSearch={now}
    />
  );
}
