# Sourced by heliograph and mvnw. find_jdk sets and exports JAVA_HOME and sets java_major, or fails.

# The major version of the Java in the folder $1; 0 when it lacks the program $jdk_tool.
jdk_major() {
  jdk_version=
  if [ -x "$1/bin/$jdk_tool" ] && [ -f "$1/release" ]; then
    jdk_version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release")
  fi
  echo "${jdk_version:-0}"
}

# The folder of the `java` on PATH, links followed; macOS' stub is asked.
jdk_on_path() {
  jdk_java=$(command -v java) || return 0
  jdk_real=$(readlink -f "$jdk_java" 2>/dev/null) || jdk_real=$jdk_java
  jdk_dir=${jdk_real%/bin/java}
  if [ ! -f "$jdk_dir/release" ]; then
    jdk_dir=$("$jdk_java" -XshowSettings:properties -version 2>&1 |
      sed -n 's/^ *java\.home = //p') || jdk_dir=
  fi
  echo "$jdk_dir"
}

# JAVA_HOME if it is a Java >= 21 with the program $1, then the one on PATH, then the newest in the
# usual places. The program is javac, which building needs, or java, which is enough to run.
find_jdk() {
  jdk_tool=${1:-javac}
  for jdk_dir in "${JAVA_HOME:-}" "$(jdk_on_path)"; do
    [ -n "$jdk_dir" ] || continue
    java_major=$(jdk_major "$jdk_dir")
    if [ "$java_major" -ge 21 ]; then
      JAVA_HOME=$jdk_dir
      export JAVA_HOME
      return 0
    fi
  done
  java_major=0
  for jdk_dir in /usr/lib/jvm/* /opt/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/*; do
    jdk_found=$(jdk_major "$jdk_dir")
    if [ "$jdk_found" -ge 21 ] && [ "$jdk_found" -gt "$java_major" ]; then
      java_major=$jdk_found
      JAVA_HOME=$jdk_dir
    fi
  done
  if [ "$java_major" -eq 0 ]; then
    if [ "$jdk_tool" = java ]; then
      jdk_kind=Java
    else
      jdk_kind=JDK
    fi
    echo "heliograph: no $jdk_kind 21 or newer found. Install one (for example Temurin 25)" \
      "and set JAVA_HOME to its folder." >&2
    return 1
  fi
  export JAVA_HOME
}
