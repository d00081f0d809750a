package io.drover.system;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class CheckerIsAStrangerTest {
  @Test
  void theCheckerKnowsNothingOfWhatItChecks() {
    noClasses()
        .that()
        .resideInAPackage("io.drover.system.checker")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.drover.schemas..",
            "io.drover.bus..",
            "io.drover.service..",
            "io.drover.backup..",
            "io.drover.migration..",
            "io.drover.monitor..",
            "io.drover.localstack..",
            "io.drover.cli..",
            "io.drover.system.harness..")
        .check(new ClassFileImporter().importPackages("io.drover.system"));
  }
}
