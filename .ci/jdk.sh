# Sets JAVA_HOME to a JDK of version 17 or newer, or says what to install. Sourced by ./quickstart and ./verify.

find_jdk() {
  local candidate version on_path=""
  if command -v javac >/dev/null; then
    on_path=$(readlink -f "$(command -v javac)" 2>/dev/null || command -v javac)
    on_path=$(dirname "$(dirname "$on_path")")
  fi
  for candidate in "${JAVA_HOME:-}" "$on_path" "$(/usr/libexec/java_home -v 17+ 2>/dev/null || true)" /usr/lib/jvm/*; do
    [ -x "$candidate/bin/javac" ] || continue
    version=$("$candidate/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9][0-9]*\).*/\1/p')
    if [ "${version:-0}" -ge 17 ]; then
      export JAVA_HOME=$candidate
      return
    fi
  done
  echo "A JDK of version 17 or newer is needed and none was found. Install one (on Debian and Ubuntu:" >&2
  echo "apt-get install openjdk-17-jdk-headless; for other systems see https://adoptium.net) or set JAVA_HOME to it." >&2
  exit 1
}
