/**
 * The lease store on PostgreSQL, and in a file of SQLite for the processes of one machine. Nothing here retries or decides:
 * every call is made once, each write is one statement that commits by itself, and its outcome is translated.
 */
@NullMarked
package io.millrace.adapters.jdbc;

import org.jspecify.annotations.NullMarked;
