package io.drover.monitor.probe.check;

import io.drover.service.target.CheckName;
import java.util.ArrayList;
import java.util.List;

/** Spells a {@link CheckDefinition}. Not thread-safe. */
final class CheckBuilder {
  private final CheckName name;
  private final List<CheckDefinition.Versioned> versions = new ArrayList<>();
  private Place place = Place.EACH_DATABASE;
  private Privilege privilege = Privilege.NONE;
  private Reading reading = new Reading.Worst();
  private String extension = "";
  private int pages;
  private String source = "";
  private String sentence = "";
  private String none = "";

  CheckBuilder(CheckName name) {
    this.name = name;
  }

  CheckBuilder at(Place where) {
    this.place = where;
    return this;
  }

  CheckBuilder needs(Privilege needed) {
    this.privilege = needed;
    return this;
  }

  CheckBuilder reads(Reading how) {
    this.reading = how;
    return this;
  }

  CheckBuilder extension(String needed) {
    this.extension = needed;
    return this;
  }

  CheckBuilder fromPages(int least) {
    this.pages = least;
    return this;
  }

  CheckBuilder source(String views) {
    this.source = views;
    return this;
  }

  CheckBuilder sql(String statement) {
    return sql(CheckDefinition.OLDEST, statement);
  }

  CheckBuilder sql(int from, String statement) {
    versions.add(new CheckDefinition.Versioned(from, statement));
    return this;
  }

  CheckBuilder says(String always) {
    this.sentence = always;
    return this;
  }

  CheckBuilder whenNone(String whenZero) {
    this.none = whenZero;
    return this;
  }

  CheckDefinition remedy(String command) {
    return new CheckDefinition(
        name, place, privilege, reading, extension, pages, source, versions, sentence, none,
        command);
  }
}
