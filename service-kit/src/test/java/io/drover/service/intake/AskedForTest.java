package io.drover.service.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.schemas.MigrateRequested;
import io.drover.schemas.RestoreRequested;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AskedForTest {
  private static RestoreRequested.Builder restore() {
    return RestoreRequested.newBuilder()
        .setOperationId("r-1")
        .setDatabase("shop")
        .setRequestedBy("ann")
        .setReason("a table is gone")
        .setBackupId("latest");
  }

  @Test
  void whatARequestIsAboutIsToldByItsOwnFields() {
    Map<String, String> asked =
        AskedFor.of(
            restore()
                .setMode("scratch")
                .setTables(List.of("public.orders", "public.customers"))
                .setRoleMapping(Map.of("old", "new"))
                .build());

    assertThat(asked)
        .containsEntry("mode", "scratch")
        .containsEntry("backupId", "latest")
        .containsEntry("tables", "public.orders, public.customers")
        .containsEntry("roleMapping", "old=new")
        .doesNotContainKeys("operationId", "database", "requestedBy", "reason", "labels")
        .doesNotContainKeys("targetName", "confirm", "noOwner", "schemas");
  }

  @Test
  void aLongValueIsCut() {
    assertThat(AskedFor.of(restore().setTargetName("x".repeat(10_000)).build()).get("targetName"))
        .hasSize(200)
        .endsWith("…");
  }

  @Test
  void theSecretsOfAnAddressAreNotTold() {
    MigrateRequested migrate =
        MigrateRequested.newBuilder()
            .setOperationId("m-1")
            .setDatabase("shop")
            .setRequestedBy("ann")
            .setMode("APPLY")
            .setBundle("https://ann:geheim@store.example/shop/7.zip?X-Signature=geheim#geheim")
            .build();

    assertThat(AskedFor.of(migrate).get("bundle"))
        .isEqualTo("https://…@store.example/shop/7.zip?…");
  }
}
