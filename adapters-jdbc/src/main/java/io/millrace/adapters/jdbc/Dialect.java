package io.millrace.adapters.jdbc;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What differs between the databases. */
enum Dialect {
    POSTGRESQL("PostgreSQL", "postgresql.sql", "cast(? as jsonb)", "select to_regclass(?) is not null"),
    SQLITE(
            "SQLite",
            "sqlite.sql",
            "?",
            "select exists (select 1 from sqlite_master where type = 'table' and '\"' || name || '\"' = ?)");

    /** The names in the resources. */
    private static final Pattern SAMPLE = Pattern.compile("\\bmillrace_entries(_version)?\\b");

    private final String product;
    private final String resource;
    private final String fieldsParameter;
    private final String existence;

    Dialect(String product, String resource, String fieldsParameter, String existence) {
        this.product = product;
        this.resource = resource;
        this.fieldsParameter = fieldsParameter;
        this.existence = existence;
    }

    /** What the driver calls the database. */
    String product() {
        return product;
    }

    /** The file in this module's jar that creates the tables. */
    String resource() {
        return "io/millrace/adapters/jdbc/" + resource;
    }

    /** Where the fields go in a statement, given as JSON. */
    String fieldsParameter() {
        return fieldsParameter;
    }

    /** Tells whether there is a table, by its quoted name. */
    String existence() {
        return existence;
    }

    /** Empty when the failure tells nothing. */
    Optional<Verdict> judge(SQLException problem) {
        return this == POSTGRESQL
                ? PostgreSqlStates.judge(problem.getSQLState())
                : SqliteCodes.judge(problem.getErrorCode());
    }

    /** What it means that no connection could be made, when nothing else is known. */
    Verdict notConnected() {
        return this == POSTGRESQL ? PostgreSqlStates.NO_CONNECTION : SqliteCodes.NO_CONNECTION;
    }

    /** The statements that create the tables. */
    ImmutableList<String> creation(TableName table) {
        String statements =
                text().lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        String named = SAMPLE.matcher(statements)
                .replaceAll(found -> found.group(1) == null ? table.entries() : table.version());
        return ImmutableList.copyOf(
                Splitter.on(';').trimResults().omitEmptyStrings().split(named));
    }

    private String text() {
        try {
            return Resources.toString(Resources.getResource(Dialect.class, resource), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException("the jar of this module is damaged: " + resource(), broken);
        }
    }
}
