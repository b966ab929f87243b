import type { MedusaContainer } from '@medusajs/framework/types';
import { ContainerRegistrationKeys } from '@medusajs/framework/utils';

export type Row = Record<string, string | null>;

/** The part of knex that we use; Medusa does not export its types. */
export interface Query extends PromiseLike<Row[]> {
  where(match: Row): Query;
  whereIn(column: string, values: string[]): Query;
  whereNull(column: string): Query;
  whereNotNull(column: string): Query;
  whereRaw(sql: string, values: unknown[]): Query;
  limit(count: number): Query;
  select(...columns: string[]): Query;
  first(): PromiseLike<Row | undefined>;
  delete(): PromiseLike<number>;
}

export interface Transaction {
  (table: string): Query;
  raw(sql: string, values?: unknown[]): PromiseLike<{ rows: Row[] }>;
}

export interface Database extends Transaction {
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/** The pool of connections that shoppers use too. */
export function database(container: MedusaContainer): Database {
  return container.resolve(ContainerRegistrationKeys.PG_CONNECTION) as unknown as Database;
}
