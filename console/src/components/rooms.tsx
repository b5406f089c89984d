import {
  AimOutlined,
  CarryOutOutlined,
  HeartOutlined,
  LineChartOutlined,
  SettingOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { listAudit, listRoles, updatePerson } from '#modules/access/contract.ts';
import { listKeys } from '#modules/access/keys-contract.ts';
import { createFreshRule } from '#modules/care/fresh-contract.ts';
import { getMyDay, listAlerts, saveAlertRule } from '#modules/care/contract.ts';
import { listStageStrategies, listWinBackPlans } from '#modules/care/plan-contract.ts';
import { listPlaybooks } from '#modules/care/playbook-contract.ts';
import { listPolicies } from '#modules/care/policy-contract.ts';
import { getWeek } from '#modules/care/week-contract.ts';
import { listExports } from '#modules/access/exports-contract.ts';
import { listCustomers } from '#modules/customers/contract.ts';
import { mergeCustomers } from '#modules/customers/merge-contract.ts';
import { listUpcoming } from '#modules/customers/dates-contract.ts';
import { getQuality } from '#modules/customers/quality-contract.ts';
import { createTag } from '#modules/customers/tags-contract.ts';
import { listHouseholds, saveRelationKind } from '#modules/customers/relations-contract.ts';
import { createCustomField } from '#modules/customers/custom-contract.ts';
import { listDuplicates } from '#modules/customers/duplicates-contract.ts';
import { listSources } from '#modules/ingest/sources-contract.ts';
import { listBatches } from '#modules/ingest/contract.ts';
import { getOverview, getRetention, getRfmPicture } from '#modules/insights/contract.ts';
import { updateInteractionKind } from '#modules/interactions/contract.ts';
import { listSites } from '#modules/interactions/tracking-contract.ts';
import { listUnmatched } from '#modules/orders/contract.ts';
import { publishConsentText } from '#modules/privacy/contract.ts';
import { listRequests } from '#modules/privacy/requests-contract.ts';
import { saveSettings } from '#modules/privacy/settings-contract.ts';
import { getAffinity } from '#modules/scoring/affinity-contract.ts';
import { getChurn, getHealth } from '#modules/scoring/churn-contract.ts';
import { getChurnSettings } from '#modules/scoring/churn-settings-contract.ts';
import { getLifecycleSettings, getRfmSettings } from '#modules/scoring/contract.ts';
import { getPortfolio } from '#modules/scoring/portfolio-contract.ts';
import { getModelReport, getValue } from '#modules/scoring/value-contract.ts';
import { listReceivers } from '#modules/webhooks/contract.ts';
import { listSegments } from '#modules/segments/contract.ts';
import { getTaskBoard, saveTemplate } from '#modules/tasks/contract.ts';
import { paths } from '../paths.ts';
import { useCan } from '../session.ts';

export type RoomPage = { label: string; path: string; permission: string };
/** A room with a `home` has its own navigation inside; the menu shows the room alone. */
export type Room = { label: string; icon: ReactNode; home?: string; pages: readonly RoomPage[] };

/** The pages of the settings, in the order of their own navigation. */
export const settingsPages: readonly RoomPage[] = [
  { label: 'access:organisation.title', path: paths.organisation(), permission: 'signed-in' },
  { label: 'access:stores.title', path: paths.stores(), permission: 'signed-in' },
  { label: 'access:people.title', path: paths.people(), permission: updatePerson.permission },
  { label: 'access:teams.title', path: paths.teams(), permission: 'signed-in' },
  { label: 'customers:tags.title', path: paths.tags(), permission: createTag.permission },
  { label: 'customers:field.title', path: paths.customerFields(), permission: createCustomField.permission },
  { label: 'sources:title', path: paths.sources(), permission: listSources.permission },
  { label: 'fresh:title', path: paths.fresh(), permission: createFreshRule.permission },
  { label: 'relations:kind.title', path: paths.relationKinds(), permission: saveRelationKind.permission },
  { label: 'access:roles.title', path: paths.roles(), permission: listRoles.permission },
  { label: 'scoring:rfm.title', path: paths.rfmSettings(), permission: getRfmSettings.permission },
  { label: 'scoring:lifecycle.title', path: paths.lifecycleSettings(), permission: getLifecycleSettings.permission },
  { label: 'outlook:settings.title', path: paths.churnSettings(), permission: getChurnSettings.permission },
  { label: 'access:keys.title', path: paths.keys(), permission: listKeys.permission },
  { label: 'webhooks:title', path: paths.webhooks(), permission: listReceivers.permission },
  { label: 'interactions:sites.title', path: paths.sites(), permission: listSites.permission },
  {
    label: 'interactions:kinds.title',
    path: paths.interactionKinds(),
    permission: updateInteractionKind.permission,
  },
  { label: 'care:rules.title', path: paths.alertSettings(), permission: saveAlertRule.permission },
  { label: 'care:templates.title', path: paths.taskSettings(), permission: saveTemplate.permission },
  { label: 'privacy:settings.title', path: paths.privacySettings(), permission: saveSettings.permission },
  { label: 'privacy:texts.title', path: paths.consentTexts(), permission: publishConsentText.permission },
  { label: 'access:audit.title', path: paths.audit(), permission: listAudit.permission },
  { label: 'privacy:exports.title', path: paths.exports(), permission: listExports.permission },
  { label: 'shell:pages.account', path: paths.account(), permission: 'signed-in' },
];

/** The menu: rooms that work, with their pages. Labels are keys; a page's permission is its endpoint's. */
const rooms: readonly Room[] = [
  {
    label: 'care:room',
    icon: <CarryOutOutlined />,
    pages: [
      { label: 'care:day.title', path: paths.myDay(), permission: getMyDay.permission },
      { label: 'care:alerts.title', path: paths.alerts(), permission: listAlerts.permission },
      { label: 'care:team.title', path: paths.teamBoard(), permission: getTaskBoard.permission },
      { label: 'care:week.title', path: paths.careWeek(), permission: getWeek.permission },
    ],
  },
  {
    label: 'shell:rooms.customers',
    icon: <TeamOutlined />,
    pages: [
      { label: 'shell:pages.customers', path: paths.customers(), permission: listCustomers.permission },
      { label: 'duplicates:title', path: paths.duplicates(), permission: listDuplicates.permission },
      { label: 'merge:history', path: paths.merges(), permission: mergeCustomers.permission },
      { label: 'customers:dates.upcoming', path: paths.upcomingDates(), permission: listUpcoming.permission },
      { label: 'relations:households.title', path: paths.households(), permission: listHouseholds.permission },
      { label: 'quality:title', path: paths.quality(), permission: getQuality.permission },
      { label: 'shell:pages.unmatched', path: paths.unmatchedOrders(), permission: listUnmatched.permission },
      { label: 'privacy:requests.title', path: paths.privacyRequests(), permission: listRequests.permission },
      { label: 'import:list.title', path: paths.imports(), permission: listBatches.permission },
    ],
  },
  {
    label: 'segments:title',
    icon: <AimOutlined />,
    pages: [{ label: 'segments:title', path: paths.segments(), permission: listSegments.permission }],
  },
  {
    label: 'care:care_room',
    icon: <HeartOutlined />,
    pages: [
      { label: 'care:policies.title', path: paths.policies(), permission: listPolicies.permission },
      { label: 'care:stages.title', path: paths.careStages(), permission: listStageStrategies.permission },
      { label: 'care:playbooks.title', path: paths.playbooks(), permission: listPlaybooks.permission },
      { label: 'care:win_back.title', path: paths.winBack(), permission: listWinBackPlans.permission },
    ],
  },
  {
    label: 'insights:room',
    icon: <LineChartOutlined />,
    pages: [
      { label: 'insights:overview.title', path: paths.overview(), permission: getOverview.permission },
      { label: 'insights:rfm.title', path: paths.rfm(), permission: getRfmPicture.permission },
      { label: 'insights:retention.title', path: paths.retention(), permission: getRetention.permission },
      { label: 'outlook:value.title', path: paths.value(), permission: getValue.permission },
      { label: 'outlook:churn.title', path: paths.churn(), permission: getChurn.permission },
      { label: 'scoring:lifecycle.page', path: paths.lifecycle(), permission: getOverview.permission },
      { label: 'outlook:portfolio.title', path: paths.portfolio(), permission: getPortfolio.permission },
      { label: 'outlook:affinity.title', path: paths.affinity(), permission: getAffinity.permission },
      { label: 'outlook:health.title', path: paths.health(), permission: getHealth.permission },
      { label: 'outlook:models.title', path: paths.models(), permission: getModelReport.permission },
    ],
  },
  {
    label: 'shell:rooms.settings',
    icon: <SettingOutlined />,
    home: paths.settings(),
    pages: settingsPages,
  },
];

/** The rooms this person may enter. */
export function useRooms(): Room[] {
  const can = useCan();
  return useMemo(
    () =>
      rooms
        .map((room) => ({ ...room, pages: room.pages.filter((page) => can(page.permission)) }))
        .filter((room) => room.pages.length > 0),
    [can],
  );
}
