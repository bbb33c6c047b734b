# shellcheck shell=bash
# shellcheck disable=SC2034 # the scripts that read this file use its variables
# What the scripts beside it share: names, sentences, the config file, gcloud in its project, and patience with Google.

SERVICE=regulars
BUILDER=regulars-build
JOBS=(regulars-remind regulars-tidy)
METRICS=(regulars-answers regulars-later)
ALARMS=(regulars-broken regulars-tap-again)
CHANNEL=regulars-owner
MADE=(MANYCHAT_SECRET ORDERS_SECRET LINK_KEY ORDER_LINK_KEY)
SHOP_SECRETS=(SHOPIFY_CLIENT_SECRET SHOPIFY_TOKEN SHOPIFY_WEBHOOK_SECRET WOOCOMMERCE_KEY WOOCOMMERCE_SECRET
    WOOCOMMERCE_WEBHOOK_SECRET STRIPE_KEY STRIPE_WEBHOOK_SECRET)
SECRETS=("${MADE[@]}" SMTP_URL MANYCHAT_TOKEN "${SHOP_SECRETS[@]}")
IMAGES=cloud-run-source-deploy
WAIT_SECONDS=${WAIT_SECONDS:-30}

SHOP_SETTINGS=(SHOPIFY_SHOP SHOPIFY_CLIENT_ID WOOCOMMERCE_URL)
SETTINGS=(PROJECT REGION TIME_ZONE SPREADSHEET MAIL_FROM ALARM_EMAIL SHEETS_QUOTA MIN_INSTANCES MAX_INSTANCES
    "${SHOP_SETTINGS[@]}")
PROJECT='' REGION='' TIME_ZONE='' SPREADSHEET='' MAIL_FROM='' ALARM_EMAIL=''
SHOPIFY_SHOP='' SHOPIFY_CLIENT_ID='' WOOCOMMERCE_URL=''
SHEETS_QUOTA=60/60 MIN_INSTANCES=0 MAX_INSTANCES=1

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Prints what stands at the top of a script, if that is what is wanted.
tell_usage() {
    if [[ ${1:-} == --help || ${1:-} == -h ]]; then
        awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$0"
        exit 0
    fi
}

# gcloud in the owner's project, without questions. Where somebody has told gcloud to overlook .gcloudignore, it would
# upload the whole folder, with whatever lies in it.
g() {
    CLOUDSDK_GCLOUDIGNORE_ENABLED=true gcloud "$@" --project="$PROJECT" --quiet
}

# The secret's name in Secret Manager, from its variable's.
secret_of() {
    printf '%s-%s' "$SERVICE" "$1" | tr 'A-Z_' 'a-z-'
}

address_of() {
    printf '%s@%s.iam.gserviceaccount.com' "$1" "$PROJECT"
}

# Where Cloud Run serves it: known before it is there, from the number of the project.
public_url() {
    local number
    number=$(g projects describe "$PROJECT" --format='value(projectNumber)') || return
    printf 'https://%s-%s.%s.run.app' "$SERVICE" "$number" "$REGION"
}

# variables URL: those of the program that are no secrets, a line NAME=value for each.
variables() {
    printf '%s\n' \
        "SPREADSHEET_ID=$SPREADSHEET" \
        "MAIL_FROM=$MAIL_FROM" \
        "PUBLIC_URL=$1" \
        "TASKS_ACCOUNT=$(address_of "$SERVICE")" \
        "TASKS_AUDIENCE=$1" \
        "SHEETS_QUOTA=$SHEETS_QUOTA" \
        "THREADS=500" \
        "GOOGLE_CLOUD_PROJECT=$PROJECT"
    local name
    for name in "${SHOP_SETTINGS[@]}"; do
        [[ -z ${!name} ]] || printf '%s=%s\n' "$name" "${!name}"
    done
}

# Those of SECRETS that are kept, one a line: of shops only what the owner has.
kept_names() {
    local known name
    known=$(g secrets list --format='value(name.basename())') || return
    for name in "${SECRETS[@]}"; do
        ! grep -qxF "$(secret_of "$name")" <<<"$known" || printf '%s\n' "$name"
    done
}

# The newest version of a secret that can be read, blank if there is none.
version_of() {
    g secrets versions list "$(secret_of "$1")" --filter=state=ENABLED --limit=1 --format='value(name.basename())'
}

secret_value() {
    g secrets versions access "$(version_of "$1")" --secret="$(secret_of "$1")"
}

# newest_of VALUE: the first of its secrets, without its last day.
newest_of() {
    local first=${1%%,*}
    printf %s "${first%@*}"
}

# True for a day that the calendar has, as 2027-01-31; GNU's date knows, and so does the one of macOS.
is_day() {
    [[ $1 =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || return
    [[ $(date -u -d "$1" +%F 2>/dev/null || date -u -j -f %F "$1" +%F 2>/dev/null) == "$1" ]]
}

in_two_weeks() {
    date -u -d '+14 days' +%F 2>/dev/null || date -u -v+14d +%F
}

trimmed() {
    local text=$1
    text=${text#"${text%%[![:space:]]*}"}
    printf %s "${text%"${text##*[![:space:]]}"}"
}

# Sets the variables of SETTINGS from the file; one clear sentence for each thing that can be wrong with it.
read_config() {
    local file=$1 line name value number=0
    [[ -f $file ]] || fail "There is no file $file: copy deploy/config.example to it and fill in the five lines."
    while IFS= read -r line || [[ -n $line ]]; do
        number=$((number + 1))
        line=$(trimmed "${line#$'\xef\xbb\xbf'}")
        [[ -z $line || $line == \#* ]] && continue
        [[ $line == *=* ]] || fail "Line $number of $file cannot be read: it looks like NAME=value."
        name=$(trimmed "${line%%=*}") value=$(trimmed "${line#*=}")
        [[ " ${SETTINGS[*]} " == *" $name "* ]] ||
            fail "Line $number of $file sets something unknown; the names are ${SETTINGS[*]}."
        [[ $value == \"*\" && ${#value} -gt 1 ]] && value=${value:1:${#value}-2}
        printf -v "$name" %s "$value"
    done <"$file"
    [[ $SPREADSHEET =~ /d/([A-Za-z0-9_-]+) ]] && SPREADSHEET=${BASH_REMATCH[1]}
    local address='[^][@<>(),;:"[:space:]]+@[^][@<>(),;:"[:space:]]+\.[^][@<>(),;:"[:space:]]+'
    is PROJECT '^[a-z][a-z0-9-]{4,28}[a-z0-9]$' "the id of your Google Cloud project, such as marigold-finch-4711"
    is REGION '^[a-z]+-[a-z]+[0-9]+$' "a region of Cloud Run, such as us-central1"
    is TIME_ZONE '^[A-Za-z]+(/[A-Za-z0-9_+-]+)*$' "a time zone, such as Europe/Berlin"
    is SPREADSHEET '^[A-Za-z0-9_-]{20,}$' "the address of your spreadsheet, as it stands in the browser"
    is MAIL_FROM "^($address|[^<>@]*<$address>)\$" "who letters come from, such as Marigold & Finch <hello@shop.example>"
    is ALARM_EMAIL "^($address)?\$" "one e-mail address"
    is SHEETS_QUOTA '^[1-9][0-9]{0,6}/[1-9][0-9]{0,6}$' "reads and writes a minute, such as 60/60"
    local shop='(https://)?(admin\.shopify\.com/store/)?[A-Za-z0-9][A-Za-z0-9-]*(\.myshopify\.com)?([/?#][^ ]*)?'
    is SHOPIFY_SHOP "^($shop)?\$" "the shop's address, name.myshopify.com"
    is SHOPIFY_CLIENT_ID '^[!-~]*$' "the client id of your app at Shopify"
    is WOOCOMMERCE_URL '^(https://[^[:space:]"]+)?$' "the shop's address, such as https://shop.example"
    is MIN_INSTANCES '^[0-9]{1,2}$' "a number, usually 0"
    is MAX_INSTANCES '^[1-9][0-9]?$' "a number, usually 1"
    [[ ! -d /usr/share/zoneinfo || -f /usr/share/zoneinfo/$TIME_ZONE ]] ||
        fail "TIME_ZONE in the config file is no time zone: it looks like Europe/Berlin."
}

# is NAME PATTERN WHAT: ends with a sentence when the setting cannot be what it should be.
is() {
    if [[ -z ${!1} && ! '' =~ $2 ]]; then
        fail "$1 is missing in the config file: $3."
    fi
    [[ ${!1} =~ $2 ]] || fail "$1 in the config file cannot be used: it is $3."
}

# Ends with a sentence unless gcloud is there and somebody is logged in; prints who.
logged_in() {
    local account
    command -v gcloud >/dev/null || fail "Google's command line gcloud is missing: use Cloud Shell, by the button" \
        "in README.md, or install it from https://cloud.google.com/sdk/docs/install."
    account=$(gcloud auth list --filter=status:ACTIVE --format='value(account)')
    [[ -n $account ]] || fail "You are not logged in to Google Cloud: run gcloud auth login, then this again."
    printf %s "$account"
}

# patiently TRIES COMMAND…: runs it again while Google does not yet know of an account, a right or a metric just made.
patiently() {
    local tries=$1 said
    shift
    said=$(mktemp)
    until "$@" 2>&1 | tee "$said" >&2; do
        tries=$((tries - 1))
        if ((tries < 1)) || ! grep -qiE 'permission|denied|does not exist|cannot find|not found' "$said"; then
            rm -f "$said"
            return 1
        fi
        say "  Google does not know of what was just made; once more in $WAIT_SECONDS seconds ..."
        sleep "$WAIT_SECONDS"
    done
    rm -f "$said"
}

# named_in NAME: from lines of "display name, tab, resource name", the resource name of the first that is called so.
named_in() {
    awk -F '\t' -v name="$1" '$1 == name && !found { print $2; found = 1 }'
}
