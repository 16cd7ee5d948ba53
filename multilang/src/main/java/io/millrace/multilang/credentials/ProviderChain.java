package io.millrace.multilang.credentials;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;

/**
 * What a list of providers comes to. Providers live as long as the process; nothing closes them.
 *
 * @param provider the only one, or a chain that tries them in order; empty when none could be made
 * @param problems those that could not be made, and arguments that are ignored: each names the provider and the remedy
 */
public record ProviderChain(Optional<AwsCredentialsProvider> provider, ImmutableList<String> problems) {
    /**
     * Makes the providers of a list. No credentials are asked for yet.
     *
     * @param list such as {@code EnvironmentVariableCredentialsProvider, ProfileCredentialsProvider|dev}
     * @param usualRegion where roles are taken on that do not say where
     */
    public static ProviderChain of(String list, Optional<String> usualRegion) {
        List<String> problems = new ArrayList<>();
        List<AwsCredentialsProvider> made = new ArrayList<>();
        ImmutableList<ProviderText> texts = ProviderText.parse(list);
        for (ProviderText text : texts) {
            try {
                made.addAll(make(text, usualRegion, problems));
            } catch (NoProviderException impossible) {
                problems.add(String.valueOf(impossible.getMessage()));
            }
        }
        if (texts.isEmpty()) {
            problems.add("names no provider; give one such as DefaultCredentialsProvider");
        }
        Supplier<AwsCredentialsProvider> chain = () ->
                AwsCredentialsProviderChain.builder().credentialsProviders(made).build();
        return new ProviderChain(
                made.isEmpty() ? Optional.empty() : Optional.of(made.size() == 1 ? made.get(0) : chain.get()),
                ImmutableList.copyOf(problems));
    }

    private static ImmutableList<AwsCredentialsProvider> make(
            ProviderText text, Optional<String> usualRegion, List<String> problems) throws NoProviderException {
        if (ProviderNames.isRole(text.name())) {
            return ImmutableList.of(RoleText.provider(text, usualRegion, problems));
        }
        ImmutableList.Builder<AwsCredentialsProvider> made = ImmutableList.builder();
        for (String candidate : ProviderNames.candidates(text.name())) {
            Construction.of(candidate, text.arguments()).ifPresent(made::add);
        }
        ImmutableList<AwsCredentialsProvider> all = made.build();
        if (all.isEmpty()) {
            throw new NoProviderException("there is no provider " + text.name()
                    + " on the class path that implements software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;"
                    + " add its jar, or do you mean " + ProviderNames.nearest(text.name()) + "?");
        }
        return all;
    }
}
