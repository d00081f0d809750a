# Finds a JDK that is new enough. Sourced by mvnw and drover; POSIX sh.

NEEDED=25

# Prints the major version of a Java home. The file "release" is read first: starting a JVM takes long.
major_version() {
  [ -x "$1/bin/java" ] || return 1
  version=''
  [ -r "$1/release" ] && version=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$1/release" | head -n 1)
  [ -n "$version" ] || version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  version=${version#1.}
  version=${version%%[!0-9]*}
  [ -n "$version" ] && printf '%s\n' "$version"
}

is_fit() {
  found=$(major_version "$1") && [ "$found" -ge "$NEEDED" ] && { [ "$2" != jdk ] || [ -x "$1/bin/javac" ]; }
}

home_of_path_java() {
  java=$(command -v java 2>/dev/null) || return 1
  "$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p' | head -n 1
}

# Sets JAVA_FOUND to a Java home of version 25 or later; with "jdk", one that has a compiler.
find_java() {
  JAVA_FOUND=''
  for candidate in "${JAVA_HOME:-}" "$(home_of_path_java)" /usr/lib/jvm/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
    "${HOME:-/nonexistent}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if [ -n "$candidate" ] && is_fit "$candidate" "$1"; then
      JAVA_FOUND=$candidate
      return 0
    fi
  done
  return 1
}
