package io.millrace.adapters.jdbc;

import static io.millrace.adapters.jdbc.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.ports.store.CorruptEntry;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the table, readable to people, and what happens when somebody damages it. */
class PostgreSqlRowsTest {
    private final String application = "rows-" + UUID.randomUUID();
    private final JdbcLeaseStore store =
            LocalPostgreSql.store(application).table("rows").build();

    @BeforeEach
    void open() {
        answer(OpenAnswer.Ready.class, store.open());
        answer(WriteAnswer.Applied.class, store.create(Samples.LEASE));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aLeaseIsReadableToPeople() throws Exception {
        assertThat(query("select kind || ' ' || id || ' ' || revision || ' ' || layout from rows"))
                .isEqualTo("LEASE words/shardId-000000000000 1 1");
        assertThat(query("select fields ->> 'checkpoint' from rows")).isEqualTo("TRIM_HORIZON");
        assertThat(query("select fields ->> 'parents' from rows")).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "fields = fields - 'checkpoint' | field 'checkpoint' is missing",
                "fields = jsonb_set(fields, '{epoch}', '\"one\"') | field 'epoch' is one",
                "fields = jsonb_set(fields, '{shard}', '\"other\"') | stand under LEASE:words/shardId-000000000000",
                "fields = '[]' | column 'fields' is no JSON object",
                "fields = 'null' | column 'fields' is no JSON object",
                "layout = 2 | column 'layout' is 2",
                "revision = 0 | column 'revision' is 0",
            })
    void aDamagedRowIsReportedAndLeftAlone(String damage, String said) throws Exception {
        LocalPostgreSql.run("update rows set " + damage + " where application = '" + application + "'");
        String before = query("select fields::text || revision || layout from rows");

        CorruptEntry read = answer(ReadAnswer.Corrupt.class, store.read(Samples.LEASE.entryKey()))
                .problem();
        ListAnswer.Page page = answer(ListAnswer.Page.class, store.list(EntryKind.LEASE, Optional.empty()));
        StoreFailure replacing = Samples.notWritten(store.replace(Samples.LEASE, 7));
        StoreFailure creating = Samples.notWritten(store.create(Samples.LEASE));
        StoreFailure deleting = Samples.notWritten(store.delete(Samples.LEASE.entryKey(), 7));

        assertThat(read.problem()).contains(said);
        assertThat(page.corrupt()).containsExactly(read);
        assertThat(page.entries()).isEmpty();
        assertThat(new StoreFailure[] {replacing, creating, deleting}).allSatisfy(failure -> {
            assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.REFUSED);
            assertThat(failure.explanation()).contains(said, "Repair or delete that row");
        });
        assertThat(query("select fields::text || revision || layout from rows")).isEqualTo(before);
    }

    @Test
    void aRowWithABlankIdIsListedAsCorrupt() {
        LocalPostgreSql.run(
                "insert into rows select application, kind, '', 1, 1, fields from rows where application = '"
                        + application + "'");

        ListAnswer.Page page = answer(ListAnswer.Page.class, store.list(EntryKind.LEASE, Optional.empty()));

        assertThat(page.entries()).hasSize(1);
        assertThat(page.corrupt())
                .extracting(CorruptEntry::key)
                .containsExactly(new EntryKey(EntryKind.LEASE, "(blank id '')"));
    }

    @Test
    void whatPostgreSqlCannotStoreIsRefused() {
        StoreFailure failure = Samples.notWritten(store.create(Samples.session("a\u0000b", 1)));

        assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.REFUSED);
        assertThat(failure.explanation()).contains("U+0000");
    }

    @Test
    void aTextThatIsNoneInUtf8IsRefused() {
        StoreFailure failure = Samples.notWritten(store.create(Samples.session("a\ud83d", 1)));

        assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.REFUSED);
        assertThat(failure.explanation()).contains("half of a surrogate pair");
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = LocalPostgreSql.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql + " where application = '" + application + "'")) {
            assertThat(found.next()).isTrue();
            return found.getString(1);
        }
    }
}
