package io.millrace.multilang.credentials;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

/**
 * One provider of a list such as {@code DefaultCredentialsProvider, ProfileCredentialsProvider|dev}.
 *
 * @param name of the class, with or without its package
 * @param arguments those behind it, as they stand there
 */
record ProviderText(String name, ImmutableList<String> arguments) {
    private static final Splitter PROVIDERS = Splitter.on(',').trimResults().omitEmptyStrings();
    private static final Splitter ARGUMENTS = Splitter.on('|').trimResults();

    /** All providers of a list, in order; blank ones are dropped. */
    static ImmutableList<ProviderText> parse(String list) {
        return PROVIDERS
                .splitToStream(list)
                .map(ARGUMENTS::splitToList)
                .filter(parts -> !parts.get(0).isEmpty())
                .map(parts -> new ProviderText(parts.get(0), ImmutableList.copyOf(parts.subList(1, parts.size()))))
                .collect(ImmutableList.toImmutableList());
    }
}
