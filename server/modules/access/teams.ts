import type { Ctx } from '#platform/context.ts';
import { ConflictError, InvalidError, NotFoundError } from '#platform/errors.ts';
import { recordAudit } from './audit.ts';
import type { Team, TeamDraft } from './contract.ts';

export async function listTeams(ctx: Ctx): Promise<Team[]> {
  const teams = await ctx.db.selectFrom('access.teams').selectAll().orderBy('team_id').execute();
  const members = await ctx.db.selectFrom('access.team_members').selectAll().orderBy('user_id').execute();
  const byTeam = Map.groupBy(members, (member) => member.team_id);
  return teams.map((team) => ({
    teamId: team.team_id,
    name: team.name,
    leadId: team.lead_id,
    active: team.active,
    memberIds: (byTeam.get(team.team_id) ?? []).map((member) => member.user_id),
  }));
}

export async function createTeam(ctx: Ctx, draft: TeamDraft): Promise<Team> {
  await refuse(ctx, draft, null);
  const { team_id } = await ctx.db
    .insertInto('access.teams')
    .values({ name: draft.name, lead_id: draft.leadId, active: draft.active })
    .returning('team_id')
    .executeTakeFirstOrThrow();
  await setMembers(ctx, team_id, draft.memberIds);
  return published(ctx, team_id, null);
}

export async function updateTeam(ctx: Ctx, teamId: number, draft: TeamDraft): Promise<Team> {
  const before = await getTeam(ctx, teamId);
  await refuse(ctx, draft, teamId);
  await ctx.db
    .updateTable('access.teams')
    .set({ name: draft.name, lead_id: draft.leadId, active: draft.active })
    .where('team_id', '=', teamId)
    .execute();
  await setMembers(ctx, teamId, draft.memberIds);
  return published(ctx, teamId, before);
}

async function getTeam(ctx: Ctx, teamId: number): Promise<Team> {
  const team = (await listTeams(ctx)).find((candidate) => candidate.teamId === teamId);
  if (!team) throw new NotFoundError('access.team_not_found', 'There is no such team.');
  return team;
}

async function refuse(ctx: Ctx, draft: TeamDraft, teamId: number | null): Promise<void> {
  const others = (await listTeams(ctx)).filter((team) => team.teamId !== teamId);
  if (others.some((team) => team.name === draft.name))
    throw new ConflictError('access.team_name_taken', 'Another team has this name.');
  const people = [...new Set([...draft.memberIds, ...(draft.leadId === null ? [] : [draft.leadId])])];
  if (people.length === 0) return;
  const known = await ctx.db.selectFrom('access.users').select('id').where('id', 'in', people).execute();
  if (known.length < people.length) throw new InvalidError('access.person_not_found', 'One of the people is unknown.');
}

async function setMembers(ctx: Ctx, teamId: number, memberIds: readonly string[]): Promise<void> {
  await ctx.db.deleteFrom('access.team_members').where('team_id', '=', teamId).execute();
  if (memberIds.length === 0) return;
  await ctx.db
    .insertInto('access.team_members')
    .values([...new Set(memberIds)].map((user_id) => ({ team_id: teamId, user_id })))
    .execute();
}

async function published(ctx: Ctx, teamId: number, before: Team | null): Promise<Team> {
  const after = await getTeam(ctx, teamId);
  await recordAudit(ctx, [{ action: 'teams.saved', subjectType: 'team', subjectId: teamId, before, after }]);
  return after;
}
