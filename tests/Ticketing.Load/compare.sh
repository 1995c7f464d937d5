#!/usr/bin/env bash
# Compares revisions of the service on one machine: all of them run, each with a folder of its own, and are driven in
# turns of two seconds, in changing order, so that whatever else the machine does meets them alike.
#
#   tests/Ticketing.Load/compare.sh ROUNDS REVISION...      the first revision is what the others are compared with
#
# Revisions are published to $APPS (by default a temporary folder); one that is there already is used as it is.
set -euo pipefail
export LC_ALL=C
rounds=$1
shift
revisions=("$@")
root=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
work=$(mktemp -d)
apps=${APPS:-$work/apps}
first_port=${PORT:-18640}
declare -A pid url
stop() { for p in "${pid[@]}"; do kill "$p" 2>/dev/null || true; done; wait; rm -rf "$work"; }
trap stop EXIT

dotnet build "$root/tests/Ticketing.Load" -c Release -v q -o "$work/load" >/dev/null
for i in "${!revisions[@]}"; do
  r=${revisions[i]}
  if [ ! -f "$apps/$r/ticketing.dll" ]; then
    git -C "$root" worktree add --detach "$work/source-$i" "$r" >/dev/null
    dotnet publish "$work/source-$i/src/Ticketing.Silo" -c Release -v q -o "$apps/$r" >/dev/null
    git -C "$root" worktree remove --force "$work/source-$i"
  fi
  url[$r]=http://127.0.0.1:$((first_port + i))
  ASPNETCORE_ENVIRONMENT=Development LOG_LEVEL=Warning ASPNETCORE_URLS=${url[$r]} \
    dotnet "$apps/$r/ticketing.dll" "--Storage:Path=$work/data-$i" >"$work/log-$i" 2>&1 &
  pid[$r]=$!
done

# Places held or booked, requests a second, p99 in ms, CPU of the service in µs for each of those places.
drive() {
  local before after out places
  before=$(awk '{ print $14 + $15 }' "/proc/${pid[$1]}/stat")
  out=$(dotnet "$work/load/Ticketing.Load.dll" "$2" --url "${url[$1]}" --seconds "$3" --warmup 1 --json 2>/dev/null)
  after=$(awk '{ print $14 + $15 }' "/proc/${pid[$1]}/stat")
  places=$(grep -oE "\"$([ "$2" = steady ] && echo held || echo booked) [0-9,]+" <<<"$out" | grep -oE '[0-9,]+$' | tr -d ,)
  echo "$1 $2 $(grep -oE 'requests_per_s":[0-9.]+' <<<"$out" | cut -d: -f2) $(grep -oE 'p99":[0-9.]+' <<<"$out" | cut -d: -f2)" \
    "$(((after - before) * 1000000 / $(getconf CLK_TCK) / places))"
}

for r in "${revisions[@]}"; do
  for _ in $(seq 100); do curl -sf "${url[$r]}/health/ready" >/dev/null && break; sleep .2; done
  for scenario in steady chain; do drive "$r" "$scenario" 6 >/dev/null; done
done

for round in $(seq "$rounds"); do
  for scenario in steady chain; do
    for r in $(printf '%s\n' "${revisions[@]}" | shuf); do echo "$round $(drive "$r" "$scenario" 2)" | tee -a "$work/all" >&2; done
  done
done

# Medians, and the median of the ratios to the first revision, round by round.
awk -v base="${revisions[0]}" -v order="${revisions[*]}" '
  function median(list, n,   i, j, t) {
    for (i = 2; i <= n; i++) for (j = i; j > 1 && list[j - 1] > list[j]; j--) { t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
    return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
  }
  { for (k = 4; k <= 6; k++) v[$1, $2, $3, k] = $k; if ($1 > rounds) rounds = $1 }
  END {
    print "scenario revision requests/s ratio p99_ms cpu_us ratio"
    split("steady chain", scenarios); m = split(order, names)
    for (s = 1; s <= 2; s++) for (i = 1; i <= m; i++) {
      for (k = 4; k <= 6; k++) {
        for (n = 1; n <= rounds; n++) { a[n] = v[n, names[i], scenarios[s], k]; b[n] = a[n] / v[n, base, scenarios[s], k] }
        middle[k] = median(a, rounds); ratio[k] = median(b, rounds)
      }
      printf "%s %s %.0f %.2f %.0f %.0f %.2f\n", scenarios[s], names[i], middle[4], ratio[4], middle[5], middle[6], ratio[6]
    }
  }' "$work/all"
