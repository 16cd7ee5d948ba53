package io.millrace.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.millrace.domain.lease.Entry;
import io.millrace.ports.store.EntryFields;
import io.millrace.ports.store.OpenAnswer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of the document on lease stores, as they stand there. */
class DocumentedSamplesTest {
    @Test
    void postgreSql() {
        String password = "secret";
        JdbcLeaseStore store = JdbcLeaseStore.builder()
                .application("word-count")
                .url("jdbc:postgresql://db.example:5432/operations")
                .user("word_count")
                .password(password)
                .table("millrace_entries")
                .build();
        assertThat(store.application()).isEqualTo("word-count");
        store.close();
    }

    @Test
    void sqlite(@TempDir Path directory) {
        Path file = directory.resolve("leases.db");
        JdbcLeaseStore store = JdbcLeaseStore.builder()
                .application("word-count")
                .url("jdbc:sqlite:" + file)
                .build();
        Stages.answer(OpenAnswer.Ready.class, store.open());
        store.close();
    }

    @Test
    void fields() {
        Entry entry = Samples.LEASE;
        ImmutableMap<String, Object> fields = EntryFields.write(entry);
        Entry readBack = EntryFields.read(entry.entryKey(), fields);
        assertThat(readBack).isEqualTo(entry);
    }
}
