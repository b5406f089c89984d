import { listTags } from '#modules/customers/tags-contract.ts';
import { read, useRead } from '../../query.ts';

export const tagsRead = read(listTags);

export type TagOption = { value: number; label: string };
export type TagOptions = (TagOption | { label: string; options: TagOption[] })[];

/** Tags for a select, by their groups. */
export function useTagOptions(): TagOptions {
  const data = useRead(tagsRead).data;
  if (!data) return [];
  const optionsOf = (groupId: number | null) =>
    data.rows.filter((tag) => tag.groupId === groupId).map((tag) => ({ value: tag.tagId, label: tag.name }));
  const grouped = data.groups.map((group) => ({ label: group.name, options: optionsOf(group.groupId) }));
  return [...grouped.filter((group) => group.options.length > 0), ...optionsOf(null)];
}
