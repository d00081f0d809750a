package io.drover.migration.bundle;

import io.drover.service.operation.OperationFailure;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names in one archive, which whoever made it chose: only plain relative ones are taken, and
 * none twice, also where a file system makes no difference between capitals or between ways to
 * write a letter (Unicode Standard Annex 15). Not thread-safe.
 */
final class EntryNames {
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);
  private static final int LONGEST = 512;
  private static final int DEEPEST = 16;

  private final Map<String, String> spellings = new HashMap<>();
  private final Map<String, Boolean> files = new HashMap<>();

  /**
   * The segments of a name; none for the archive's own folder.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: a name that leads elsewhere, or a second one
   */
  List<String> accept(String name, boolean folder) throws OperationFailure {
    if (name.length() > LONGEST
        || name.startsWith("/")
        || name.indexOf('\\') >= 0
        || DRIVE.matcher(name).matches()
        || name.chars().anyMatch(Character::isISOControl)) {
      throw Refusals.name(name, "has a name that is no plain relative path");
    }
    String relative = folder && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    List<String> segments = new ArrayList<>(Arrays.asList(relative.split("/", -1)));
    segments.removeIf(segment -> segment.equals("."));
    if (segments.contains("..") || segments.contains("") || segments.size() > DEEPEST) {
      throw Refusals.name(name, "has a name that is no plain relative path");
    }
    if (segments.isEmpty() && !folder) {
      throw Refusals.name(name, "has no name");
    }
    remember(name, segments, folder);
    return List.copyOf(segments);
  }

  private void remember(String name, List<String> segments, boolean folder)
      throws OperationFailure {
    String path = "";
    for (int i = 0; i < segments.size(); i++) {
      path = path + "/" + segments.get(i);
      String folded = Normalizer.normalize(path, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
      boolean file = !folder && i == segments.size() - 1;
      String spelling = spellings.putIfAbsent(folded, path);
      Boolean earlier = files.putIfAbsent(folded, file);
      if (spelling != null && !spelling.equals(path)) {
        throw Refusals.name(name, "differs from another one in capitals only");
      }
      if (earlier != null && (earlier || file)) {
        throw Refusals.name(name, "is there twice");
      }
    }
  }
}
