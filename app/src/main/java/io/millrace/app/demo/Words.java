package io.millrace.app.demo;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.SplittableRandom;

/**
 * An endless text in which, as in any text, few words are frequent and many are rare. The same seed gives the same text.
 * Not safe for use from several threads.
 */
public final class Words {
    private static final ImmutableList<String> VOCABULARY = ImmutableList.copyOf(Splitter.on(' ')
            .split("water mill wheel river stone grain flour race weir stream gate miller sluice pond bread wind sack"
                    + " rye barley oats wheat shaft gear cog axle timber dam ford bank reed heron trout otter willow alder"
                    + " bridge ferry barge rain flood spring summer harvest winter frost morning evening village market"
                    + " cart horse road field furrow seed sickle oven hearth loaf salt"));

    private final SplittableRandom random;

    public Words(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The next word; the word of rank r is about r times rarer than the first. */
    public String next() {
        double rank = Math.pow(VOCABULARY.size() + 1.0, random.nextDouble());
        return VOCABULARY.get(Math.min((int) rank, VOCABULARY.size()) - 1);
    }
}
