package io.millrace.ports.contract;

import static io.millrace.ports.contract.Answers.answer;
import static io.millrace.ports.contract.Answers.applied;
import static io.millrace.ports.contract.Answers.conflict;
import static io.millrace.ports.contract.Answers.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.ReadAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Listing, and the isolation of applications that share a table. Listings may lag behind, so they are asked again. */
public interface LeaseStoreListing extends LeaseStoreHarness {
    @Test
    @DisplayName("A new application has no entries of any kind")
    default void listsNothing() {
        for (EntryKind kind : EntryKind.values()) {
            assertEquals(Map.of(), listed(store(), kind));
        }
    }

    @Test
    @DisplayName("A listing shows all entries of the kind asked for and of no other")
    default void listsOneKind() {
        for (Entry entry : SampleEntries.oneOfEachKind()) {
            applied(store().create(entry));
        }
        for (Entry entry : SampleEntries.oneOfEachKind()) {
            EntryKind kind = entry.entryKey().kind();
            assertEventuallyListed(store(), kind, ImmutableList.of(new Versioned<>(entry, 1)));
        }
    }

    @Test
    @DisplayName("A listing shows every field of every entry")
    default void listsWholeEntries() {
        applied(store().create(SampleEntries.leases(onlyStream()).get(4)));
        applied(store().create(SampleEntries.sessions().get(1)));
        applied(store().create(SampleEntries.assignments().get(2)));
        applied(store().create(SampleEntries.bindings().get(1)));
        applied(store().create(SampleEntries.leaderships().get(2)));

        assertEventuallyListed(
                EntryKind.LEASE, SampleEntries.leases(onlyStream()).get(4));
        assertEventuallyListed(EntryKind.SESSION, SampleEntries.sessions().get(1));
        assertEventuallyListed(EntryKind.ASSIGNMENT, SampleEntries.assignments().get(2));
        assertEventuallyListed(
                EntryKind.STREAM_BINDING, SampleEntries.bindings().get(1));
        assertEventuallyListed(EntryKind.LEADERSHIP, SampleEntries.leaderships().get(2));
    }

    @Test
    @DisplayName("A listing shows replacements and deletions in the end")
    default void listsWhatIsThere() {
        applied(store().create(SampleEntries.lease(1)));
        applied(store().create(SampleEntries.lease(2)));
        applied(store().replace(SampleEntries.lease(1), 1));
        applied(store().delete(SampleEntries.lease(2).entryKey(), 1));

        assertEventuallyListed(store(), EntryKind.LEASE, ImmutableList.of(new Versioned<>(SampleEntries.lease(1), 2)));
    }

    @Test
    @DisplayName("A listing over several pages shows every entry once")
    default void listsPages() {
        int leases = listPageSize().isPresent() ? 3 * listPageSize().getAsInt() + 1 : 300;
        List<Versioned<?>> expected = new ArrayList<>();
        for (int i = 0; i < leases; i++) {
            expected.add(new Versioned<>(SampleEntries.lease(i), 1));
            applied(store().create(SampleEntries.lease(i)));
        }
        applied(store().create(SampleEntries.session("not-a-lease", 1)));

        assertEventuallyListed(store(), EntryKind.LEASE, expected);
        List<ListAnswer.Page> pages = pages(store(), EntryKind.LEASE);
        listPageSize().ifPresent(size -> {
            assertTrue(pages.size() >= 4, leases + " entries came on " + pages.size() + " pages");
            pages.forEach(page -> assertTrue(page.entries().size() <= size, "a page is longer than " + size));
        });
    }

    @Test
    @DisplayName("A listing of exactly one page ends")
    default void listsOneFullPage() {
        int leases = listPageSize().orElse(1);
        List<Versioned<?>> expected = new ArrayList<>();
        for (int i = 0; i < leases; i++) {
            expected.add(new Versioned<>(SampleEntries.lease(i), 1));
            applied(store().create(SampleEntries.lease(i)));
        }
        assertEventuallyListed(store(), EntryKind.LEASE, expected);
    }

    @Test
    @DisplayName("A page token that no page gave is met by an answer, not by an exception")
    default void survivesOtherTokens() {
        applied(store().create(SampleEntries.lease(1)));

        answer(store().list(EntryKind.LEASE, Optional.of("no page gave this")));
        answer(store().list(EntryKind.LEASE, Optional.of(SampleEntries.UNICODE)));
    }

    @Test
    @DisplayName("Applications that share a table see nothing of each other, whatever their names have in common")
    default void isolatesApplications() {
        String name = application();
        List<String> names = List.of(
                name,
                name + "-2",
                name + "2",
                name + "/",
                name + "#",
                name + "#LEASE",
                name + ":LEASE",
                name + ".words",
                name + "%",
                name + "_",
                name.toUpperCase(java.util.Locale.ROOT),
                name + "-größe",
                name.substring(0, name.length() - 1));
        List<LeaseStore> stores = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            LeaseStore its = openStore(names.get(i));
            stores.add(its);
            assertEquals(
                    new ReadAnswer.Absent(),
                    answer(its.read(SampleEntries.leaseAt(i).entryKey())));
            assertEquals(1, applied(its.create(SampleEntries.leaseAt(i))), "creating in " + names.get(i));
        }
        applied(stores.get(1).replace(SampleEntries.leaseAt(1), 1));
        applied(stores.get(2).delete(SampleEntries.leaseAt(2).entryKey(), 1));
        assertEquals(Optional.empty(), conflict(stores.get(2).replace(SampleEntries.leaseAt(2), 1)));

        for (int i = 0; i < stores.size(); i++) {
            List<Versioned<?>> expected =
                    i == 2 ? List.of() : List.of(new Versioned<>(SampleEntries.leaseAt(i), i == 1 ? 2 : 1));
            assertEventuallyListed(stores.get(i), EntryKind.LEASE, expected);
        }
    }

    private void assertEventuallyListed(EntryKind kind, Entry entry) {
        assertEventuallyListed(store(), kind, ImmutableList.of(new Versioned<>(entry, 1)));
    }

    private static void assertEventuallyListed(LeaseStore store, EntryKind kind, List<Versioned<?>> expected) {
        Map<EntryKey, Versioned<?>> byKey = new TreeMap<>();
        expected.forEach(entry -> byKey.put(entry.entry().entryKey(), entry));
        eventually(() -> assertEquals(byKey, listed(store, kind), "the " + kind + "s of " + store.application()));
    }

    /** All entries of a kind by their keys, having made sure that no key comes twice. */
    private static Map<EntryKey, Versioned<?>> listed(LeaseStore store, EntryKind kind) {
        Map<EntryKey, Versioned<?>> listed = new TreeMap<>();
        for (ListAnswer.Page page : pages(store, kind)) {
            assertEquals(List.of(), page.corrupt());
            for (Versioned<?> entry : page.entries()) {
                Object before = listed.put(entry.entry().entryKey(), entry);
                assertEquals(null, before, "listed twice");
            }
        }
        return listed;
    }

    private static List<ListAnswer.Page> pages(LeaseStore store, EntryKind kind) {
        List<ListAnswer.Page> pages = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            ListAnswer.Page page = answer(ListAnswer.Page.class, store.list(kind, token));
            pages.add(page);
            token = page.nextPageToken();
            assertTrue(pages.size() <= 10_000, "a listing never ends");
        } while (token.isPresent());
        return pages;
    }
}
