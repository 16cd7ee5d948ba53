package io.millrace.adapters.aws;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which stream, as its name alone or as its Amazon Resource Name.
 *
 * @param name its name
 * @param arn empty when only the name was given
 * @param region of the ARN
 */
record StreamAddress(String name, Optional<String> arn, Optional<String> region) {
    /** API reference of Kinesis, StreamName. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");

    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z0-9-]*:kinesis:([a-z0-9-]+):[0-9]{12}:stream/([a-zA-Z0-9_.-]{1,128})");

    /**
     * @param text a name or an ARN
     * @param faults gets a line when it is neither
     */
    static Optional<StreamAddress> parse(String text, List<String> faults) {
        if (NAME.matcher(text).matches()) {
            return Optional.of(new StreamAddress(text, Optional.empty(), Optional.empty()));
        }
        Matcher arn = ARN.matcher(text);
        if (arn.matches()) {
            return Optional.of(new StreamAddress(arn.group(2), Optional.of(text), Optional.of(arn.group(1))));
        }
        faults.add("stream: '" + text + "' is neither a stream's name (1 to 128 letters, digits or any of _.-) nor its"
                + " ARN (arn:aws:kinesis:REGION:ACCOUNT:stream/NAME); give one of the two");
        return Optional.empty();
    }
}
