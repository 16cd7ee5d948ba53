package io.millrace.ports.contract;

import static io.millrace.ports.contract.Answers.answer;
import static io.millrace.ports.contract.Answers.applied;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Opening and closing. */
public interface LeaseStoreOpening extends LeaseStoreHarness {
    @Test
    @DisplayName("A store knows its application")
    default void knowsItsApplication() {
        assertEquals(application(), store().application());
    }

    @Test
    @DisplayName("A store may be opened again, and keeps its entries")
    default void opensAgain() {
        applied(store().create(SampleEntries.lease(1)));

        answer(OpenAnswer.Ready.class, store().open());
        LeaseStore another = openStore(application());

        Versioned<?> expected = new Versioned<>(SampleEntries.lease(1), 1);
        for (LeaseStore opened : List.of(store(), another)) {
            ReadAnswer found = answer(opened.read(expected.entry().entryKey()));
            assertEquals(new ReadAnswer.Found(expected), found);
        }
    }

    @Test
    @DisplayName("Several stores may be opened at the same time")
    default void opensConcurrently() {
        List<LeaseStore> stores = new ArrayList<>();
        List<CompletionStage<OpenAnswer>> openings = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                LeaseStore unopened = store(application() + "-" + i % 2);
                stores.add(unopened);
                openings.add(unopened.open());
                openings.add(unopened.open());
            }
            for (CompletionStage<OpenAnswer> opening : openings) {
                answer(OpenAnswer.Ready.class, opening);
            }
            applied(stores.get(0).create(SampleEntries.lease(1)));
        } finally {
            stores.forEach(LeaseStore::close);
        }
    }

    @Test
    @DisplayName("Closing a store twice, or one that was never opened, does no harm; the entries stay")
    default void closes() {
        applied(store().create(SampleEntries.lease(1)));
        LeaseStore another = openStore(application());
        another.close();
        another.close();
        store(application()).close();

        answer(ReadAnswer.Found.class, store().read(SampleEntries.lease(1).entryKey()));
    }
}
