/**
 * The lease store on PostgreSQL, and in a file of SQLite for the processes of one machine. Nothing here retries or decides:
 * every call is made once, each write is one statement that commits by itself, and its outcome is translated.
 *
 * <p>A checkpoint may be the last statement of a transaction in which a record processor has written its results:
 * {@link io.millrace.adapters.jdbc.TransactionalProcessors}.
 */
@NullMarked
package io.millrace.adapters.jdbc;

import org.jspecify.annotations.NullMarked;
