#!/bin/sh
# Starts @archive.name@ with the libraries beside it. All arguments go to it; --help lists them.
#
#   JAVA_HOME   the Java to use, 17 or newer; without it the one on the PATH
#   JAVA_OPTS   options for Java, separated by blanks, for example "-Xmx512m"
#
# conf/@archive.name@.properties is the configuration file, where it is there, unless --config or INVENTORY_CONFIG
# names another; conf/logback.xml is the configuration of the log, where it is there.
#
# The first start makes a class-data archive in lib/ for this Java, which makes all later starts faster. Where lib/ cannot be
# written to, let somebody who may run this once: @archive.name@ class-data
# In a folder with a blank in its path Java 17 takes only its own classes from it: starts are slower there.
set -eu

name=@archive.name@
class_data_seconds_max=60

refuse() {
  echo "$name: $*" >&2
  exit 2
}

# The file behind any number of links.
real_path() {
  file=$1
  while [ -h "$file" ]; do
    link=$(readlink "$file")
    case $link in
      /*) file=$link ;;
      *) file=$(dirname "$file")/$link ;;
    esac
  done
  echo "$(cd "$(dirname "$file")" && pwd -P)/$(basename "$file")"
}

# Sets java, and java_id to what tells this Java from others. Both without starting it, where its maker left a release file.
find_java() {
  if [ -n "${JAVA_HOME-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || refuse "there is no Java in JAVA_HOME ($JAVA_HOME); set it to the folder of a Java 17 or newer"
  else
    java=$(command -v java) || refuse "there is no java on the PATH; install Java 17 or newer, or set JAVA_HOME to one"
  fi
  release=$(dirname "$(dirname "$(real_path "$java")")")/release
  if [ -r "$release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release")
    java_id=$version-$(cksum <"$release" | cut -d ' ' -f 1)
  else
    says=$("$java" -version 2>&1) || refuse "$java does not start: $says"
    version=$(echo "$says" | sed -n '1s/.*version "\([0-9]*\).*/\1/p')
    java_id=$version-$(echo "$says" | cksum | cut -d ' ' -f 1)
  fi
  [ "${version:-0}" -ge 17 ] ||
    refuse "$java is version ${version:-unknown}; install Java 17 or newer, or set JAVA_HOME to one"
}

# Waits until a command succeeds, for a limited time, as long as the process runs.
wait_for() { # PID COMMAND...
  pid=$1
  shift
  waited=0
  until "$@"; do
    kill -0 "$pid" 2>/dev/null && [ "$waited" -lt "$class_data_seconds_max" ] || return 1
    sleep 1
    waited=$((waited + 1))
  done
}
ended() { ! kill -0 "$pid" 2>/dev/null; }

# Starts the program where it needs nothing else, without the environment, stops it and keeps the classes that it loaded.
make_class_data() {
  work=$(mktemp -d "$home/lib/.class-data.XXXXXX") || return 1
  training=
  trap '[ -z "$training" ] || kill -9 "$training" 2>/dev/null; rm -rf "$work"' EXIT
  trap 'exit 143' TERM
  trap 'exit 130' INT
  trap 'exit 129' HUP
  touch "$work/log"
  env -i PATH="$PATH" "$java" @start.java.options@ -XX:ArchiveClassesAtExit="$work/archive" -cp "$class_path" @main.class@ \
    @class.data.arguments@ >"$work/log" 2>&1 &
  training=$!
  wait_for "$training" grep -q '@class.data.ready@' "$work/log" || true
  kill "$training" 2>/dev/null || true
  wait_for "$training" ended || kill -9 "$training" 2>/dev/null || true
  if [ -s "$work/archive" ]; then
    chmod 644 "$work/archive"
    mv -f "$work/archive" "$class_data" # whole or not at all, for others that start now
  else
    cat "$work/log" >&2
  fi
  rm -r "$work"
  trap - EXIT TERM INT HUP
  [ -e "$class_data" ]
}

home=$(dirname "$(dirname "$(real_path "$0")")")
find_java
class_path=
for jar in "$home"/lib/*.jar; do class_path=$class_path${class_path:+:}$jar; done
class_data=$home/lib/class-data-$java_id.jsa

if [ "${1-}" = class-data ]; then
  make_class_data || refuse "no class-data archive could be made in $home/lib; run this as somebody who may write there"
  echo "$class_data"
  exit 0
fi
if [ ! -e "$class_data" ] && [ ! -e "$class_data.failed" ] && [ -w "$home/lib" ]; then
  echo "$name: the first start with this Java makes a class-data archive, later ones are faster" >&2
  if ! make_class_data; then
    touch "$class_data.failed" 2>/dev/null || true # not tried again at each start; a full disk keeps nothing from starting
    echo "$name: there is none now, which makes starts slower and nothing else; $name class-data tries again" >&2
  fi
fi

# A start runs through much of the JDK's and the libraries' code a few thousand times and never again. The optimizing compiler
# would begin with that at once, and take a third of the processor time of a start. These limits are four times Java's own: what
# is called for every order comes to them after some 20,000 orders instead of 5,000. JAVA_OPTS comes later and may set others.
compile_later="-XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=2400 -XX:Tier4CompileThreshold=60000
  -XX:Tier4BackEdgeThreshold=160000"

# shellcheck disable=SC2086 # several options in one variable
set -- @start.java.options@ $compile_later ${JAVA_OPTS-} -cp "$class_path" @main.class@ "$@"
[ ! -e "$class_data" ] || set -- -XX:SharedArchiveFile="$class_data" -Xshare:auto "$@"
[ ! -e "$home/conf/logback.xml" ] || set -- -Dlogback.configurationFile="$home/conf/logback.xml" "$@"
if [ -z "${INVENTORY_CONFIG-}" ] && [ -e "$home/conf/$name.properties" ]; then
  export INVENTORY_CONFIG="$home/conf/$name.properties"
fi
exec "$java" "$@"
