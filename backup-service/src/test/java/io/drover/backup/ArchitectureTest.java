package io.drover.backup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.drover.backup", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule noServiceImportsAService =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.drover.migration..", "io.drover.monitor..", "io.drover.cli..");

  @ArchTest
  static final ArchRule kafkaIsTheBussAffair =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule onlyFactoriesImportMicronaut =
      noClasses()
          .that()
          .resideOutsideOfPackage("..wiring..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.micronaut..");

  @ArchTest
  static final ArchRule featuresFormNoCycle =
      slices().matching("io.drover.backup.(*)..").should().beFreeOfCycles();
}
