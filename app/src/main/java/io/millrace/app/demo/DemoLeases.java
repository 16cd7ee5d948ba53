package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.AwsSettings;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Versioned;
import io.millrace.engine.runtime.ShutdownSignal;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.multilang.leases.LeaseStores;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the demonstration keeps its leases: each worker has a connection of its own there, and so has whoever looks on. Safe
 * for use from any thread; looking blocks until the store has answered.
 */
public final class DemoLeases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoLeases.class);
    private static final String FILE = "leases.db";

    private final String place;
    private final Supplier<LeaseStore> stores;
    private final LeaseStore onlooker;
    private final Map<EntryKind, ImmutableList<Versioned<?>>> seen = new ConcurrentHashMap<>();
    private final ShutdownSignal signal;
    private final Optional<Path> temporary;

    private DemoLeases(String place, Supplier<LeaseStore> stores, Optional<Path> temporary) {
        this.place = place;
        this.stores = stores;
        this.temporary = temporary;
        onlooker = stores.get();
        signal = new ShutdownSignal(this::deleteTemporary);
    }

    /** In a file of SQLite that is deleted at the end, also when a signal ends the process. */
    public static DemoLeases inTemporaryFile() throws IOException {
        return temporaryBelow(Path.of(System.getProperty("java.io.tmpdir")));
    }

    static DemoLeases temporaryBelow(Path parent) throws IOException {
        Path folder = Files.createTempDirectory(parent, "millrace-demo-");
        LeaseStoreAddress address = new LeaseStoreAddress.LocalFile(folder.resolve(FILE));
        return opened("a file of SQLite, deleted at the end", address, Optional.of(folder));
    }

    /**
     * At an address, whose entries stay there. Blocks until it has answered.
     *
     * @throws IllegalArgumentException when the demonstration cannot keep its leases there; the message says why
     */
    public static DemoLeases at(LeaseStoreAddress address) {
        if (address instanceof LeaseStoreAddress.DynamoDb || address instanceof LeaseStoreAddress.Kcl) {
            throw new IllegalArgumentException("the demonstration does without AWS; give file:PATH, memory: or"
                    + " postgresql://USER@HOST/DATABASE");
        }
        if (address instanceof LeaseStoreAddress.Memory) {
            InMemoryLeaseTable table = InMemoryLeaseTable.create();
            return new DemoLeases("memory", () -> table.store(Fleet.APPLICATION), Optional.empty());
        }
        return opened(address.toString(), address, Optional.empty());
    }

    private static DemoLeases opened(String place, LeaseStoreAddress address, Optional<Path> temporary) {
        Supplier<LeaseStore> stores = () -> LeaseStores.at(
                address,
                LeaseStores.Application.named(Fleet.APPLICATION, Fleet.APPLICATION),
                AwsSettings.defaults(),
                true);
        DemoLeases leases = new DemoLeases(place, stores, temporary);
        Optional<String> problem = leases.whyNot();
        if (problem.isPresent()) {
            leases.close();
            throw new IllegalArgumentException(problem.get());
        }
        return leases;
    }

    /** Empty when the store is ready and nobody else's leases of the application are there. */
    private Optional<String> whyNot() {
        OpenAnswer answer = onlooker.open().toCompletableFuture().join();
        if (answer instanceof OpenAnswer.Failed failed) {
            return Optional.of(failed.failure().explanation());
        }
        return entries(EntryKind.STREAM_BINDING, Entry.class).isEmpty()
                ? Optional.empty()
                : Optional.of(place + " has leases of an application '" + Fleet.APPLICATION + "' already, for another"
                        + " stream; name a new file");
    }

    /** In words, for the audience. */
    String place() {
        return place;
    }

    /** A store for one worker, which closes it. */
    LeaseStore store() {
        return stores.get();
    }

    /** The entries of a kind; those of the look before when the store does not answer. */
    <T extends Entry> ImmutableList<T> entries(EntryKind kind, Class<T> type) {
        Optional<String> token = Optional.empty();
        ImmutableList.Builder<Versioned<?>> found = ImmutableList.builder();
        do {
            ListAnswer answer = onlooker.list(kind, token).toCompletableFuture().join();
            if (!(answer instanceof ListAnswer.Page page)) {
                return typed(seen.getOrDefault(kind, ImmutableList.of()), type);
            }
            found.addAll(page.entries());
            token = page.nextPageToken();
        } while (token.isPresent());
        ImmutableList<Versioned<?>> entries = found.build();
        seen.put(kind, entries);
        return typed(entries, type);
    }

    private static <T> ImmutableList<T> typed(ImmutableList<Versioned<?>> entries, Class<T> type) {
        return entries.stream().map(found -> type.cast(found.entry())).collect(ImmutableList.toImmutableList());
    }

    /** Lets go of the store, and deletes the file if it is a temporary one. */
    @Override
    public void close() {
        onlooker.close();
        signal.close();
        deleteTemporary();
    }

    /** One by one, because connections that are being closed delete some of them too. */
    private void deleteTemporary() {
        if (temporary.isEmpty()) {
            return;
        }
        Path folder = temporary.get();
        try {
            for (String file : ImmutableList.of(FILE, FILE + "-wal", FILE + "-shm")) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.deleteIfExists(folder);
        } catch (IOException problem) {
            LOG.warn("The temporary folder {} is left behind", folder, problem);
        }
    }
}
