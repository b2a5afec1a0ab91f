import { AppError } from '../ground/errors.ts';

/** SQLSTATE classes that mean that the database is away, stopping or full of connections (PostgreSQL manual, appendix A). */
const AWAY = /^(08...|57P0[1-5]|53300|25P03)$/;
/** No room on the disk (disk_full), or the embedded database keeps what is left (read_only_sql_transaction, `embedded/room.ts`). */
const FULL = /^(53100|25006)$/;
/** Wrong password, unknown role or unknown database: no waiting helps. */
const REFUSED = /^(28...|3D000)$/;

/**
 * The database went away while it was asked. What was asked may have happened all the same, its COMMIT too: whoever tells a person what
 * became of it does it again under the same key first.
 */
export class DatabaseAway extends AppError {
  constructor(cause: unknown) {
    super('unavailable', 'The database does not answer. Try again in a moment; if it stays so, look at whether it runs.', {
      cause,
    });
    this.name = 'DatabaseAway';
  }
}

/**
 * What a caller gets to see of an error in the database: `unavailable` when the database went away or its disk is full, `config` when it refuses
 * our address, else the error itself. drizzle wraps what the driver throws; the cause counts.
 */
export function failureOf(error: unknown, during: 'connect' | 'query'): unknown {
  const driverError = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (error instanceof AppError || !(driverError instanceof Error)) return error;
  const code = codeOf(driverError);
  if (code !== undefined && REFUSED.test(code)) {
    return new AppError(
      'config',
      'The database refuses the login of DATABASE_URL. Correct its user, password or database name.',
      {
        cause: error,
      },
    );
  }
  if (code !== undefined && FULL.test(code)) {
    return new AppError('unavailable', 'The disk of the database is full, so nothing can be stored. Make room on it.', {
      cause: error,
    });
  }
  if (during === 'connect' || isAway(driverError, code)) {
    return new DatabaseAway(error);
  }
  return error;
}

/** The SQLSTATE of a failed statement, such as 23505; undefined for every other error. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = codeOf(error);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : sqlStateOf(error.cause);
}

function isAway(error: Error, code: string | undefined): boolean {
  if (code !== undefined && AWAY.test(code)) return true;
  if (code !== undefined && /^E[A-Z]+$/.test(code)) return true; // ECONNRESET, EPIPE
  return code === undefined && /connection (terminated|error)|not queryable|timeout/i.test(error.message);
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
