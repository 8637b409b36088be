// Generated from record-boards.schema.json by `npm run gen`. Do not edit.

export interface AnswersQuery {
  /**
   * Local days up to today on which was asked; 7 unless said.
   */
  days?: number;
}
export interface StockQuery {
  /**
   * Over which sales are counted; 30 unless said.
   */
  days?: number;
  /**
   * Items with at most so many; 0 unless said.
   */
  max?: number;
}
export interface AnswerCounts {
  asked: number;
  /**
   * Answered in time.
   */
  withinTarget: number;
  /**
   * Answered after that.
   */
  late: number;
  /**
   * Not answered, and the time is over.
   */
  overdue: number;
  /**
   * Not answered, with time left.
   */
  waiting: number;
}
export interface AnswerDay {
  day: string;
  asked: number;
  /**
   * Answered in time.
   */
  withinTarget: number;
  /**
   * Answered after that.
   */
  late: number;
  /**
   * Not answered, and the time is over.
   */
  overdue: number;
  /**
   * Not answered, with time left.
   */
  waiting: number;
  /**
   * Until the answer, of what was answered.
   */
  medianSeconds: number | null;
}
export interface AnswerGroup {
  value: string | null;
  asked: number;
  /**
   * Late or overdue.
   */
  breaches: number;
  longestSeconds: number;
}
export interface SlowAnswer {
  key: string;
  connectionId: string;
  title: string;
  /**
   * What it is about.
   */
  group: string | null;
  askedAt: string;
  /**
   * Null: it still waits.
   */
  answeredAt: string | null;
  seconds: number;
}
export interface Answers {
  timezone: string;
  targetSeconds: number;
  total: AnswerCounts;
  days: AnswerDay[];
  /**
   * Field that says what is asked about; null when none is declared.
   */
  groupField: string | null;
  /**
   * With the most breaches first.
   */
  groups: AnswerGroup[];
  /**
   * Breaches: what still waits first, then the longest.
   */
  slowest: SlowAnswer[];
}
export interface StockItem {
  key: string;
  connectionId: string;
  title: string;
  sku: string | null;
  status: string | null;
  available: number;
  /**
   * Units in the orders of these days; null when no orders of this connector are kept.
   */
  sold: number | null;
  /**
   * For so many days it lasts at that pace; null when nothing was sold.
   */
  coverDays: number | null;
}
export interface Stock {
  field: string;
  days: number;
  items: StockItem[];
  /**
   * There are more than these.
   */
  isCut: boolean;
}
