package io.millrace.multilang.leases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseStoreAddressTest {
    @Test
    void readsEachForm() {
        assertThat(LeaseStoreAddress.parse("dynamodb:my-table")).isEqualTo(new LeaseStoreAddress.DynamoDb("my-table"));
        assertThat(LeaseStoreAddress.parse("dynamodb:")).isEqualTo(new LeaseStoreAddress.DynamoDb("millrace-leases"));
        assertThat(LeaseStoreAddress.parse("memory:")).isEqualTo(new LeaseStoreAddress.Memory());
        assertThat(LeaseStoreAddress.parse("file:leases.db"))
                .isEqualTo(new LeaseStoreAddress.LocalFile(Path.of("leases.db")));
        assertThat(LeaseStoreAddress.parse("file:///var/leases.db"))
                .isEqualTo(LeaseStoreAddress.parse("file:/var/leases.db"))
                .isEqualTo(new LeaseStoreAddress.LocalFile(Path.of("/var/leases.db")));
    }

    @Test
    void readsAnAddressOfPostgreSql() {
        LeaseStoreAddress.PostgreSql address = (LeaseStoreAddress.PostgreSql)
                LeaseStoreAddress.parse("postgresql://millrace:a%40b:c@db.example:5433/leases?sslmode=require");

        assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5433/leases?sslmode=require");
        assertThat(address.user()).contains("millrace");
        assertThat(address.password()).contains("a@b:c");
        assertThat(address).hasToString("postgresql://millrace@db.example:5433/leases");
        assertThat(LeaseStoreAddress.parse("postgres://localhost/leases"))
                .isEqualTo(new LeaseStoreAddress.PostgreSql(
                        "localhost", "leases", Optional.empty(), Optional.empty(), ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leases | 'leases' is no lease store; give dynamodb:TABLE",
                "redis://host | 'redis:' is no lease store; give dynamodb:TABLE",
                "jdbc:postgresql://host/db | leave out 'jdbc:'",
                "dynamodb:a/b | has a slash",
                "file: | names no file",
                "file://host/leases.db | names no file of this machine",
                "memory:x | something behind the colon",
                "postgresql://host | no database",
                "postgresql:///db | no host",
            })
    void saysWhatIsWrong(String text, String said) {
        assertThatThrownBy(() -> LeaseStoreAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://user:se cret@host/db",
                "postgresql://user:secret@host/",
                "postgresql://user:secret@/db",
                "postgresql://user:sec/ret@host/db",
                "postgresq://user:secret@host/db",
                "jdbc:postgresql://user:secret@host/db",
            })
    void neverRepeatsAPassword(String text) {
        assertThatThrownBy(() -> LeaseStoreAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContainingAny("secret", "se cret", "sec/ret", "cret");
    }
}
