// The course of one decision as a picture: its steps, each with the days on which the ledger has it.
import type {
  DecisionHistory,
  MeetingHistory,
  Recorded,
} from '../../../projections/decisions/decisions.queries.js';
import { localDate } from '../../../projections/clocks.js';
import { said } from '../cells.js';
import type { Block, FlowStep } from '../document.js';

const NOT_RECORDED = said('未记录', 'not recorded');

/** The steps from opening to closing; what is not recorded is shown as such. */
export function decisionFlow(history: DecisionHistory): Block {
  const step = (
    zh: string,
    en: string,
    records: readonly Pick<Recorded, 'time' | 'eventId'>[],
  ): FlowStep => {
    const days = [...new Set(records.map((record) => localDate(record.time)))];
    const [first] = days;
    const more = days.length > 1 ? ` +${days.length - 1}` : '';
    return first === undefined
      ? { title: said(zh, en), note: NOT_RECORDED, state: 'missing' }
      : {
          title: said(zh, en),
          note: `${first}${more}`,
          state: 'done',
          events: records.map(({ eventId }) => eventId),
        };
  };
  const opened = (meetings: readonly MeetingHistory[]) =>
    meetings.flatMap((meeting) => meeting.opened ?? []);
  return {
    kind: 'chart',
    form: 'flow',
    title: said('决策流程', 'Course of the decision'),
    alt: said(
      '自立项至办结的各环节及其日期；虚线框为台账未记录的环节',
      'The steps from opening to closing with their days; a dashed box is a step that the ledger does not record',
    ),
    steps: [
      step('立项', 'opened', history.opened ? [history.opened] : []),
      step('会前调研', 'studied', history.preStudies),
      step('酝酿沟通', 'consulted', history.preConsultations),
      step('议题告知', 'announced', history.agendaNotices),
      step('会议讨论', 'discussed', opened(history.meetings)),
      step(
        '表态',
        'positions',
        history.meetings.flatMap(({ positions }) => positions),
      ),
      step('票决', 'voted', [
        ...history.ballots,
        ...history.meetings.flatMap(({ ballots }) => ballots),
      ]),
      step('裁定', 'ruled', history.rulings),
      step('公开', 'published', history.publications),
      step('实施', 'carried out', history.implementation),
      step('办结', 'closed', history.closing ? [history.closing] : []),
    ],
  };
}
