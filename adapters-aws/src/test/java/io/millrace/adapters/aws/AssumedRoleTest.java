package io.millrace.adapters.aws;

import static io.millrace.adapters.aws.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.EntryKey;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A role that is taken on before the first call. */
class AssumedRoleTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/reader";
    private static final String ASSUMED = """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>token</SessionToken>
            <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>""";

    private final ScriptedHttp sts = new ScriptedHttp(request -> ScriptedHttp.xml(200, ASSUMED));
    private final ScriptedHttp dynamoDb = new ScriptedHttp(request -> ScriptedHttp.json(200, "{}"));
    private final DynamoDbLeaseStore store = DynamoDbLeaseStore.builder()
            .application("word-count")
            .table("leases")
            .aws(dynamoDb.settings())
            .aws(aws -> aws.stsEndpoint(sts.endpoint())
                    .assumedRole(AssumedRole.of(ROLE).withExternalId("outside").withSessionName("my-app")))
            .build();

    @AfterEach
    void close() {
        store.close();
        dynamoDb.close();
        sts.close();
    }

    @Test
    void signsWithTheCredentialsOfTheRole() {
        answer(ReadAnswer.Absent.class, store.read(EntryKey.leadership()));
        answer(ReadAnswer.Absent.class, store.read(EntryKey.leadership()));

        assertThat(sts.requests()).as("taken on once").hasSize(1);
        assertThat(sts.requests().get(0).body())
                .contains("Action=AssumeRole", "reader", "RoleSessionName=my-app", "ExternalId=outside");
        assertThat(dynamoDb.requests())
                .allSatisfy(request -> assertThat(request.headers())
                        .hasEntrySatisfying(
                                "authorization", value -> assertThat(value).contains("Credential=ASIAROLE/"))
                        .containsEntry("x-amz-security-token", "token"));
    }

    @Test
    void saysThatTheRoleWasDenied() {
        sts.script(request -> ScriptedHttp.xml(
                403,
                "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole"
                        + "</Message></Error></ErrorResponse>"));

        StoreFailure failure = answer(ReadAnswer.Failed.class, store.read(EntryKey.leadership()))
                .failure();

        assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.REFUSED);
        assertThat(failure.explanation()).contains("taking on the role was denied", "Let the role trust");
        assertThat(dynamoDb.requests()).isEmpty();
    }
}
