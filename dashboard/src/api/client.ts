import createClient from 'openapi-fetch';
import type { components, paths } from './schema';

type Schemas = components['schemas'];
export type Store = Schemas['StoreView'];
export type Step = Schemas['StepView'];
export type Failure = Schemas['FailureView'];
export type Phase = Schemas['Phase'];
export type Engine = Schemas['EngineView'];
export type Plan = Schemas['PlanView'];
export type Me = Schemas['MeView'];
export type Receipt = Schemas['ReceiptView'];
export type Credentials = Schemas['CredentialsView'];
export type Order = Schemas['StoreOrder'];
export type Patch = Schemas['StorePatch'];
export type HistoryEntry = Schemas['HistoryEntryView'];
export type LogPage = Schemas['LogPage'];
export type LogLine = Schemas['LogLineView'];
export type Manifest = Schemas['ManifestList']['items'][number];
export type DryRun = Schemas['DryRun'];
export type Overview = Schemas['OverviewView'];
export type Check = Schemas['CheckView'];
export type Problem = Schemas['ProblemDocument'];

export const client = createClient<paths>({ baseUrl: window.location.origin });

/** What the api refused, or that it could not be reached (status 0). */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }

  /** The message for a field of a form, if the api named it. */
  field(name: string): string | undefined {
    return this.problem.errors?.find((fault) => fault.field === name)?.message;
  }
}

type Answer<T> = { data?: T | undefined; error?: unknown; response: Response };

/** The data of an answer and its headers, or an ApiError. */
export async function unwrapWhole<T>(call: Promise<Answer<T>>): Promise<{ data: T; headers: Headers }> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch {
    throw new ApiError(unreachable);
  }
  if (answer.error !== undefined) throw new ApiError(asProblem(answer.error, answer.response));
  return { data: answer.data as T, headers: answer.response.headers };
}

/** The data of an answer, or an ApiError. */
export const unwrap = async <T>(call: Promise<Answer<T>>): Promise<T> => (await unwrapWhole(call)).data;

const unreachable: Problem = {
  type: 'unreachable',
  title: 'Storeyard does not answer',
  status: 0,
  detail: 'The connection failed. Check that Storeyard is running, then try again.',
  requestId: '',
};

function asProblem(error: unknown, response: Response): Problem {
  if (typeof error === 'object' && error !== null && 'detail' in error) return error as Problem;
  return {
    ...unreachable,
    title: response.statusText,
    status: response.status,
    detail: `Unexpected answer ${response.status}.`,
  };
}

export const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.problem.status === 401;
