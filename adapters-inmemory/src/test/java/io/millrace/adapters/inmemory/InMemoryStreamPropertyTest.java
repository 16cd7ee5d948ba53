package io.millrace.adapters.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.HashKeys;
import io.millrace.domain.stream.Shard;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

@Label("A stream in memory, whatever is done to it,")
class InMemoryStreamPropertyTest {
    @Property(tries = 200)
    @Label("gives a reader that follows the lineage every record once, and each key's in order")
    void losesNothing(
            @ForAll @IntRange(min = 1, max = 4) int shards,
            @ForAll @Size(max = 60) List<@IntRange(max = 999) Integer> actions) {
        InMemoryStream stream =
                InMemoryStream.builder("words").shards(shards).quotas(false).build();
        LineageReader reader = new LineageReader(stream);
        Map<String, List<String>> expected = new TreeMap<>();
        int text = 0;
        for (int action : actions) {
            if (action % 10 == 0) {
                reader.readUp();
            } else if (action % 10 <= 2) {
                reshard(stream, action);
            } else {
                String key = "key " + action % 7;
                String payload = "text " + text++;
                stream.put(key, payload);
                expected.computeIfAbsent(key, none -> new ArrayList<>()).add(payload);
            }
            assertOpenShardsShareTheKeySpace(stream);
        }
        reader.readUp();

        assertThat(reader.textsByKey()).isEqualTo(expected);
    }

    @Property(tries = 200)
    @Label("puts a record into the one open shard whose keys have the hash of its key")
    void routes(@ForAll @IntRange(min = 1, max = 500) int shards, @ForAll @Size(min = 1, max = 20) List<Integer> keys) {
        InMemoryStream stream = InMemoryStream.create("words", shards);
        for (Integer key : keys) {
            PutResult put = stream.put(key.toString(), "text");
            BigInteger hash = HashKeys.of(key.toString());
            assertThat(stream.shards())
                    .filteredOn(shard -> shard.hashKeyRange().contains(hash))
                    .extracting(Shard::id)
                    .containsExactly(put.shard());
        }
    }

    private static void reshard(InMemoryStream stream, int choice) {
        List<Shard> open = byKeys(stream);
        Shard shard = open.get(choice % open.size());
        if (choice % 10 == 1) {
            stream.split(shard.id());
        } else if (open.size() > 1) {
            int index = choice % (open.size() - 1);
            boolean swap = choice % 3 == 0;
            stream.merge(
                    open.get(swap ? index + 1 : index).id(),
                    open.get(swap ? index : index + 1).id());
        }
    }

    private static void assertOpenShardsShareTheKeySpace(InMemoryStream stream) {
        BigInteger next = BigInteger.ZERO;
        for (Shard shard : byKeys(stream)) {
            assertThat(shard.hashKeyRange().start()).isEqualTo(next);
            next = shard.hashKeyRange().end().add(BigInteger.ONE);
        }
        assertThat(next).isEqualTo(HashKeyRange.MAXIMUM_KEY.add(BigInteger.ONE));
    }

    private static List<Shard> byKeys(InMemoryStream stream) {
        return stream.openShards().stream()
                .sorted(Comparator.comparing(Shard::hashKeyRange))
                .toList();
    }
}
