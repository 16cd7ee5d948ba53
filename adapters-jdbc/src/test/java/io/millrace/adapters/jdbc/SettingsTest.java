package io.millrace.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Bad settings are refused when a store is made, all of them together. */
class SettingsTest {
    @Test
    void refusesAllThatIsWrongAtOnce() {
        JdbcLeaseStoreBuilder builder = JdbcLeaseStore.builder()
                .application(" ")
                .table("a table")
                .threads(65)
                .callTimeout(Duration.ofMillis(3));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "JDBC lease store refused",
                        "application: is not set",
                        "url: is not set; give jdbc:postgresql://",
                        "table: 'a table' is no name of a table",
                        "threads: 65 is not 1 to 64",
                        "callTimeout: PT0.003S is not PT0.25S to PT5M");
    }

    @Test
    void aDataSourceHasItsOwnAddressAndUser() {
        JdbcLeaseStoreBuilder builder =
                postgreSql().dataSource(new PGSimpleDataSource()).user("eve");

        assertThatThrownBy(builder::build)
                .hasMessageContainingAll("dataSource: is given beside a url", "user, password: are given beside");
    }

    @Test
    void aFileHasNeitherUserNorSchema() {
        JdbcLeaseStoreBuilder builder =
                postgreSql().url("jdbc:sqlite:leases.db").password("SECRET").table("a.b");

        assertThatThrownBy(builder::build)
                .hasMessageContainingAll("user, password: a file of SQLite has none", "table: 'a.b' has a schema")
                .message()
                .doesNotContain("SECRET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/main?user=eve&password=SECRET",
                "jdbc:postgresql://db/main?sslpassword=SECRET",
                "jdbc:postgresql://eve:SECRET@db/main",
                "postgres://eve:SECRET@db/main",
            })
    void aUrlHoldsNoPassword(String url) {
        assertThatThrownBy(() -> postgreSql().url(url).build())
                .hasMessageContaining("url: holds a password")
                .message()
                .doesNotContain("SECRET");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db:port/main, is no address of PostgreSQL",
        "jdbc:mysql://db/main, is of no database that this store knows",
        "leases.db, is of no database that this store knows",
        "jdbc:sqlite:, names no file",
        "jdbc:sqlite::memory:, names no file",
        "jdbc:sqlite:file:leases.db, names no file",
        "jdbc:sqlite:leases.db?journal_mode=off, names no file",
    })
    void saysWhatIsWrongWithAUrl(String url, String said) {
        assertThatThrownBy(() -> postgreSql().url(url).build()).hasMessageContainingAll("url: '" + url + "'", said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"millrace_entries", "order", "ops.leases_2", "_x"})
    void acceptsTables(String table) {
        postgreSql().table(table).build().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Leases", "a.b.c", "a\"b", "a;drop", "2a", "a.", ".a", "größe"})
    void refusesOtherTables(String table) {
        assertThatThrownBy(() -> postgreSql().table(table).build()).hasMessageContaining("table: '" + table + "'");
    }

    @Test
    void aNameIsNoLongerThanItsIndexAllows() {
        assertThatThrownBy(() -> postgreSql().table("a".repeat(56)).build()).hasMessageContaining("table: ");
        assertThatThrownBy(() -> postgreSql().application("ß".repeat(257)).build())
                .hasMessageContaining("application: is longer than 512 bytes");
    }

    @Test
    void makesAStoreOfAServerThatIsNotThere() {
        JdbcLeaseStore store = postgreSql().password("SECRET").build();

        assertThat(store.application()).isEqualTo("words");
        assertThat(store.toString()).doesNotContain("SECRET");
        store.close();
        store.close();
    }

    private static JdbcLeaseStoreBuilder postgreSql() {
        return JdbcLeaseStore.builder().application("words").url("jdbc:postgresql://nowhere.invalid:1/main");
    }
}
