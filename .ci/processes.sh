# Free ports, waiting, and a RabbitMQ node of one's own. Sourced by ./quickstart and .ci/check-docs.

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The first free port from the one given.
free_port() {
  local port=$1
  while listening "$port"; do port=$((port + 1)); done
  echo "$port"
}

# Waits for a condition, for at most a minute, as long as the process runs: await <pid> <command> ...
await() {
  local pid=$1
  shift
  for _ in $(seq 600); do
    "$@" && return
    kill -0 "$pid" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}

# Debian's command in /usr/sbin would switch the user and use the system's folders; this is what it calls.
rabbitmq_script() {
  local script
  for script in /usr/lib/rabbitmq/bin/rabbitmq-server /opt/homebrew/sbin/rabbitmq-server \
    /usr/local/sbin/rabbitmq-server /usr/sbin/rabbitmq-server; do
    [ -x "$script" ] && echo "$script" && return
  done
  return 1
}

# A RabbitMQ node of its own in the background, with its own ports, in a folder of its own: run_broker FOLDER PORT SCRIPT.
# BROKER is its process then, and the end of its output is in FOLDER/output.log.
run_broker() {
  local folder=$1 port=$2 script=$3
  mkdir -p "$folder"
  : >"$folder/rabbitmq.conf"
  env HOME="$folder" RABBITMQ_NODENAME="inventory-private-$$@localhost" RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 \
    RABBITMQ_NODE_PORT="$port" RABBITMQ_DIST_PORT="$(free_port $((25672 + RANDOM % 1000)))" RABBITMQ_MNESIA_BASE="$folder/mnesia" \
    RABBITMQ_LOG_BASE="$folder/log" RABBITMQ_PID_FILE="$folder/pid" RABBITMQ_CONFIG_FILE="$folder/rabbitmq.conf" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$folder/plugins" RABBITMQ_GENERATED_CONFIG_DIR="$folder/generated" \
    RABBITMQ_CONF_ENV_FILE="$folder/none" RABBITMQ_ADVANCED_CONFIG_FILE="$folder/none.config" \
    ERL_CRASH_DUMP="$folder/erl_crash.dump" \
    "$script" >"$folder/output.log" 2>&1 </dev/null &
  BROKER=$!
  await "$BROKER" listening "$port"
}
