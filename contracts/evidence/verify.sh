#!/bin/sh
# Checks the sealed evidence of one incident, offline, with sh, openssl (3), jq (1.6 or newer), sha256sum and base64.
#
#   sh verify.sh PUBLIC_KEY [FOLDER [INCIDENT]]
#
# PUBLIC_KEY  the Ed25519 public key (PEM) of the installation, from somebody whom you trust. Never take one from the folder.
# FOLDER      the evidence; by default the folder of this script
# INCIDENT    such as INC-7Q2M4K; by default the folder's own name
#
# Exit code 0: integrity, completeness and identity all hold. 1: at least one does not; which, and why, is printed. 2: called wrongly.
# A copy of this script that came with the evidence may have been changed with it: better to run one that you got elsewhere.
set -u
set +e
LC_ALL=C
export LC_ALL
unset CDPATH # or another folder of the same name would be looked at

usage() {
  printf '%s\n' 'usage: sh verify.sh PUBLIC_KEY [FOLDER [INCIDENT]]' "$1" >&2
  exit 2
}
[ $# -ge 1 ] && [ $# -le 3 ] || usage 'PUBLIC_KEY is the Ed25519 public key of the installation, in PEM, from somebody whom you trust.'
for tool in openssl jq sha256sum base64; do
  command -v "$tool" >/dev/null 2>&1 || usage "$tool is not here: install it"
done
case $1 in /*) key=$1 ;; *) key=$PWD/$1 ;; esac
case ${2-} in
'') case $0 in */*) folder=${0%/*} ;; *) folder=. ;; esac ;;
*) folder=$2 ;;
esac
cd -- "$folder" 2>/dev/null || usage "there is no folder '$folder'"
incident=${3-${PWD##*/}}
[ -r "$key" ] || usage "'$1' cannot be read: name the file of the public key, which ends in .pub.pem"
hint=$(openssl pkey -pubin -inform PEM -in "$key" -outform DER 2>/dev/null | sha256sum)
hint=${hint%% *}
[ ! -f "$key" ] || jq -Rse '[scan("-----BEGIN ")] | length <= 1' "$key" >/dev/null ||
  usage "'$1' has several keys, of which only the first would be used: give one in a file of its own"
openssl pkey -pubin -inform PEM -in "$key" -noout -text 2>/dev/null | jq -Rse 'test("ED25519 Public-Key")' >/dev/null ||
  usage "'$1' is not an Ed25519 public key in PEM: it begins with -----BEGIN PUBLIC KEY-----"

bundle=evidence.sigstore.json
integrity='' completeness='' identity=''
nl='
'
failed() { # WHICH WHY
  case $1 in
  integrity) integrity=$integrity$nl"              $2" ;;
  completeness) completeness=$completeness$nl"              $2" ;;
  identity) identity=$identity$nl"              $2" ;;
  esac
}
shown() { # text of others, made safe for a terminal
  printf '%s' "$1" | jq -Rrs 'gsub("[^ -~]"; "?")'
}

# --- the signature ---------------------------------------------------------------------------------------------------------------
statement=''
if [ -f "$bundle" ] && [ ! -L "$bundle" ]; then
  # One spelling only: whoever changes any byte, even one that no signature covers, is seen. Also a line break or a NUL that $(...) would drop.
  spelled=$(jq -cS -s 'def base64: strings | select(test("\\A[A-Za-z0-9+/=]*\\z"));
    if length != 1 then error("one") else .[0] end | {
      mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
      verificationMaterial: ({publicKey: {hint: (.verificationMaterial.publicKey.hint | strings | select(test("\u007f") | not))}}
        + (.verificationMaterial.timestampVerificationData // null
          | if . == null then {} else {timestampVerificationData: {rfc3161Timestamps: [{signedTimestamp: (.rfc3161Timestamps[0].signedTimestamp | base64)}]}} end)),
      dsseEnvelope: {payload: (.dsseEnvelope.payload | base64), payloadType: "application/vnd.in-toto+json",
        signatures: [{sig: (.dsseEnvelope.signatures[0].sig | base64)}]}}' "$bundle" 2>/dev/null | sha256sum)
  named=$(jq -r '.verificationMaterial.publicKey.hint' "$bundle" 2>/dev/null)
  isNamed=$(jq --arg hint "$hint" '.verificationMaterial.publicKey.hint == $hint' "$bundle" 2>/dev/null)
  payload64=$(jq -r '.dsseEnvelope.payload' "$bundle" 2>/dev/null)
  sig64=$(jq -r '.dsseEnvelope.signatures[0].sig' "$bundle" 2>/dev/null)
  stamp64=$(jq -r '.verificationMaterial.timestampVerificationData.rfc3161Timestamps[0].signedTimestamp // ""' "$bundle" 2>/dev/null)
  statement=$(printf '%s' "$payload64" | base64 -d 2>/dev/null | jq -Rrs .)
  if [ ! -s "$bundle" ]; then
    failed identity "$bundle is empty: nobody has signed this"
  elif [ "$spelled" != "$(sha256sum <"$bundle")" ] || [ "$(printf '%s' "$statement" | jq -cS . 2>/dev/null)" != "$statement" ] || [ "$(printf '%s' "$statement" | base64 | jq -Rj .)" != "$payload64" ] ||
    [ "$(printf '%s' "$sig64" | base64 -d 2>/dev/null | base64 | jq -Rj .)" != "$sig64" ] ||
    [ "$(printf '%s' "$stamp64" | base64 -d 2>/dev/null | base64 | jq -Rj .)" != "$stamp64" ]; then
    failed identity "$bundle is not spelled as it was sealed"
    statement=''
  fi
fi
if [ -n "$statement" ]; then
  [ "$isNamed" = true ] || failed identity "$bundle was made with another key: it names $(shown "$named"), you gave $hint"
  temporary=${TMPDIR:-/tmp}/holdfast-verify-$$
  set -C # never into a file that is there
  if { printf 'DSSEv1 28 application/vnd.in-toto+json %s %s' "${#statement}" "$statement" >"$temporary.pae" &&
    printf '%s' "$sig64" | base64 -d >"$temporary.sig"; } 2>/dev/null; then
    openssl pkeyutl -verify -pubin -keyform PEM -inkey "$key" -rawin -in "$temporary.pae" -sigfile "$temporary.sig" >/dev/null 2>&1 ||
      failed identity "the signature in $bundle was not made with the key that you gave, over this statement"
    set +C
    : >"$temporary.pae"
    : >"$temporary.sig"
    command -v rm >/dev/null 2>&1 && rm -f -- "$temporary.pae" "$temporary.sig"
  else
    failed identity "the signature could not be checked: ${TMPDIR:-/tmp} cannot be written"
  fi
elif [ ! -f "$bundle" ] || [ -L "$bundle" ]; then
  failed identity "$bundle is missing: nobody has signed this"
  failed completeness "$bundle is missing"
fi

# --- what it says ------------------------------------------------------------------------------------------------------------------
isStatement=$(printf '%s' "$statement" | jq -rs 'length == 1 and (.[0] | ._type == "https://in-toto.io/Statement/v1" and .predicateType == "urn:holdfast:incident-evidence:v1"
  and (.predicate.incident | type == "string")
  and (.subject | type == "array" and length > 0 and all(.[]; (.digest.sha256 | type == "string" and test("\\A[a-f0-9]{64}\\z"))
    and (.name | type == "string" and test("\\A[A-Za-z0-9_@+=,.~-]+(/[A-Za-z0-9_@+=,.~-]+)*\\z") and (split("/") | all(. != "." and . != "..")) and . != "-")))
  # What tools spell differently nobody has sealed.
  and all(paths; length <= 32) and ([.. | strings] | all(test("\u007f") | not)) and ([.. | objects | keys[]] | all(test("\\A[ -~]*\\z")))
  and ([.. | numbers | tojson] | all(test("\\A(0|-?[1-9][0-9]{0,14})\\z"))))
  ' 2>/dev/null)
if [ "$isStatement" = true ]; then
  said=$(printf '%s' "$statement" | jq -r .predicate.incident)
  [ "$(printf '%s' "$statement" | jq --arg incident "$incident" '.predicate.incident == $incident')" = true ] ||
    failed identity "it is the evidence of $(shown "$said"), not of $(shown "$incident")"
else
  [ -n "$identity" ] || failed identity 'what is signed is not a statement of incident evidence'
  [ -n "$completeness" ] || failed completeness 'without a statement nobody can say which files belong here'
  failed integrity 'without a statement no digest can be checked'
fi

# --- the files -----------------------------------------------------------------------------------------------------------------------
walk() { # prefix
  for path in "$1"* "$1".[!.]* "$1"..?*; do
    # What a shell cannot look into it must not take for empty: no right to, or a path that is too long for it.
    if [ -d "$path" ] && [ ! -L "$path" ] && [ -r "$path" ] && [ -x "$path" ] && [ ${#path} -lt 1000 ]; then
      walk "$path/"
    elif [ -e "$path" ] || [ -L "$path" ]; then
      case $path in *"$nl"*) printf '%s\n' 'o something whose name has a line break' && continue ;; esac
      if [ -L "$path" ]; then
        printf '%s\n' "l $path"
      elif [ -d "$path" ]; then
        printf '%s\n' "u $path"
      elif [ -f "$path" ]; then
        printf '%s\n' "f $path"
      else
        printf '%s\n' "o $path"
      fi
    fi
  done
}
if [ "$isStatement" = true ]; then
  while IFS= read -r line; do
    [ -z "$line" ] || failed completeness "$line"
  done <<EOF
$(
    {
      printf '%s\n' "$statement"
      walk ''
    } | jq -Rnr --arg bundle "$bundle" '
      def set: reduce .[] as $name ({}; .[$name] = true);
      [input | fromjson | .subject[].name] as $signed
      | [inputs | {kind: .[0:1], name: .[2:]}] as $found
      | ($found | map(select(.kind == "f").name)) as $files
      | ($signed + [$bundle] | set) as $known
      | ($files | set) as $there
      | ($found[] | select(.kind == "u") | "\(.name | gsub("[^ -~]"; "?")[:200]) cannot be looked into"),
        ($found[] | select(.kind != "f" and .kind != "u") | "\(.name | gsub("[^ -~]"; "?")) is no plain file"),
        ($files[] | select($known[.] | not) | "\(gsub("[^ -~]"; "?")) was added"),
        ($signed[] | select($there[.] | not) | "\(.) is missing"),
        (if ($signed | length) != ($signed | set | length) then "a file is signed twice" else empty end)
      ' 2>/dev/null || printf '%s\n' 'the files could not be compared'
  )
EOF
  [ -r . ] && [ -x . ] || failed completeness 'the folder cannot be looked into'
  list=$(
    {
      printf '%s\n' "$statement"
      walk ''
    } | jq -Rnr '
      [input | fromjson | .subject[]] as $signed
      | (reduce (inputs | select(.[0:1] == "f") | .[2:]) as $name ({}; .[$name] = true)) as $plain # never through a link, or from a pipe
      | $signed[] | select($plain[.name]) | "\(.digest.sha256)  \(.name)"' 2>/dev/null
  ) || failed integrity 'the files could not be compared'
  listed=$(printf '%s\n' "$list" | jq -Rn '[inputs | select(. != "")] | length' 2>/dev/null)
  # Every file is counted: one that could not be read is not one that passed.
  while IFS= read -r line; do
    [ -z "$line" ] || failed integrity "$line"
  done <<EOF
$(
    { [ -z "$list" ] || printf '%s\n' "$list" | sha256sum -c - 2>/dev/null; } | jq -Rnr --argjson files "$listed" '
      [inputs] as $told
      | ($told[] | select(test(": FAILED$")) | sub(": FAILED$"; "") + " was changed: it has not the digest that was signed"),
        ($told[] | select(test(": FAILED open or read$")) | sub(": FAILED open or read$"; "") + " could not be read"),
        (if ($told | map(select(test(": (OK|FAILED|FAILED open or read)$"))) | length) == $files then empty
          else "not every file could be checked: \($files) are here, sha256sum told of \($told | length)" end)' 2>/dev/null ||
      printf '%s\n' 'the files could not be checked'
  )
EOF
  listed=$(printf '%s' "$statement" | jq -r '.subject[] | select(.name != "SHA256SUMS") | "\(.digest.sha256)  \(.name)"' | sha256sum)
  [ "${listed%% *}" = "$(printf '%s' "$statement" | jq -r '.subject[] | select(.name == "SHA256SUMS") | .digest.sha256')" ] ||
    failed integrity 'SHA256SUMS does not list what was signed'
fi

# --- verdicts ------------------------------------------------------------------------------------------------------------------------
verdict() { # WHICH PROBLEMS PASSED
  if [ -n "$2" ]; then printf '%-13s FAIL%s\n' "$1" "$2"; else printf '%-13s PASS %s\n' "$1" "$3"; fi
}
count=0
[ "$isStatement" = true ] && count=$(printf '%s' "$statement" | jq '.subject | length')
verdict integrity "$integrity" "$count files have the digests that were signed"
verdict completeness "$completeness" 'no file is missing, none was added'
verdict identity "$identity" "$(shown "$incident"), sealed with the key $hint"
if [ "$isStatement" = true ] && [ -z "$identity" ]; then
  printf '%s' "$statement" | jq -r '.predicate | "
The statement says: \(.incident) ended as \(.ending) at \(.ended_at); \(.events.lines) lines;
workflow \(.temporal.workflow_id) in namespace \(.temporal.namespace);
record \(.log.number) of \(.instance), after \(.log.previous // "none"); countersigned by \([.countersigned[].person] | unique | join(", ") | if . == "" then "nobody" else . end)."
    | gsub("[^ -~\n]"; "?")'
fi
cat_text="
Not proven here: that the platform told the truth when it was asked; who the people are behind the signed
answers (holdfast verify --people checks those, the chain of lines and the checkpoints); that no record
before or after this one was taken away (holdfast log check); when it was sealed, unless a time stamp in
$bundle is checked with its authority's certificate."
printf '%s\n' "$cat_text"
[ -z "$integrity$completeness$identity" ]
