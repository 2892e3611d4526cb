// The service counter of an active village: applications from receipt to benefit, each in time and rated.
// Applicants are numbers: nobody's need is told.
import { postId, type Institution } from './institutions.js';
import { yuan, type Stage } from './stage.js';
import { dayAfter, type Entry } from './timeline.js';

/** Service, what is handed in, yuan a year. */
const SERVICES = [
  ['subsistenceAllowance', ['申请书', '身份证明', '家庭收入申报'], 4_800],
  ['temporaryRelief', ['申请书', '身份证明'], 1_500],
  ['dilapidatedHousing', ['申请书', '身份证明', '房屋照片'], 12_000],
] as const;

/** Days from receipt. */
const COURSE = {
  AcceptApplication: 1,
  RecordHomeVisit: 5,
  GiveReviewOpinion: 8,
  Approve: 12,
  DeliverDecision: 13,
  PayBenefit: 18,
  RateService: 20,
} as const;

/** A counter of so many people is not asked twice by one of them within a few years. */
const APPLICANTS = 400;
/** Days of a month on which the counter takes applications. */
const OPEN_DAYS = 23;

/** Records the applications of a year, so many each month but the last two, whose answers would fall into the next year. */
export function serveCounter(
  { timeline, random }: Stage,
  { village, township }: { readonly village: Institution; readonly township: Institution },
  year: number,
  aMonth: number,
): void {
  const { code } = village;
  for (let number = 0; number < 10 * aMonth; number++) {
    const month = `${year}-${String(1 + Math.floor(number / aMonth)).padStart(2, '0')}`;
    const nth = number % aMonth;
    const applicationId = `app-${code}-${year}-${number + 1}`;
    const applicant = `r-${code}-${((year * 10 * aMonth + number) % APPLICANTS) + 1}`;
    const [service, titles, usual] = random.pick(SERVICES);
    const received = dayAfter(`${month}-05`, nth % OPEN_DAYS);
    const amount = yuan(usual + random.int(0, 20) * 10);
    const by = (institution: Institution, role: string, days: number): Entry => ({
      orgunit: code,
      person: institution.officers[role] ?? '',
      post: postId(role, institution.code),
      day: dayAfter(received, days),
      classification: 'internal',
    });
    const record = (
      command: keyof typeof COURSE,
      institution: Institution,
      role: string,
      data: object,
    ) =>
      timeline.record(
        `services.${command}`,
        { applicationId, ...data },
        by(institution, role, COURSE[command]),
      );
    timeline.record(
      'services.ReceiveApplication',
      {
        applicationId,
        service,
        applicant,
        channel: 'counter',
        materials: titles.map((title) => ({ title })),
        queueNumber: 1 + Math.floor(nth / OPEN_DAYS),
        receiptNumber: `虚构-${applicationId}`,
      },
      by(village, 'VACC', 0),
    );
    record('AcceptApplication', village, 'VACC', {});
    record('RecordHomeVisit', village, 'VGL', {
      visitId: `${applicationId}-v`,
      visitors: [village.officers['VGL'], village.officers['VCC']],
    });
    record('GiveReviewOpinion', village, 'VCC', {
      opinionId: `${applicationId}-o`,
      level: 'village',
      personId: village.officers['VCC'],
      opinion: 'agree',
    });
    record('Approve', township, 'DTM', {
      approvalId: `${applicationId}-a`,
      personId: township.officers['DTM'],
      amount,
      currency: 'CNY',
    });
    record('DeliverDecision', village, 'VACC', {
      deliveryId: `${applicationId}-d`,
      means: 'handed',
      receivedBy: applicant,
    });
    record('PayBenefit', township, 'FIN', {
      benefitId: `${applicationId}-b`,
      amount,
      currency: 'CNY',
      period: String(year),
      method: 'transfer',
      receivingAccountHolder: applicant,
    });
    record('RateService', village, 'VACC', {
      ratingId: `${applicationId}-r`,
      score: random.int(4, 5),
    });
  }
}
