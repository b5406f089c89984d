import antd from 'antd/es/locale/zh_CN.js';
import type { ResourceLanguage } from 'i18next';

const files = import.meta.glob<ResourceLanguage>('./*.json', { eager: true, import: 'default' });

/** A file is a room: `customers.json` holds `customers:…`. */
const rooms = Object.fromEntries(Object.entries(files).map(([file, texts]) => [file.slice(2, -5), texts]));

export default { rooms, antd };
