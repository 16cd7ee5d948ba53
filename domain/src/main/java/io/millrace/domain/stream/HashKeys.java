package io.millrace.domain.stream;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Where a partition key stands in the hash key space: its MD5 hash as a number (Kinesis API, PutRecord). */
public final class HashKeys {
    private HashKeys() {}

    /** Where it stands: 0 to 2^128 - 1. */
    public static BigInteger of(String partitionKey) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            return new BigInteger(1, md5.digest(partitionKey.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5, this one does not", e);
        }
    }
}
