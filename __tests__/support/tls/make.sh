#!/bin/sh
# Makes the keys and certificates in this folder, with OpenSSL 3: `sh make.sh`. They are good from 2020 to 2120 and prove nothing to anybody.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
touch "$work/index" && mkdir "$work/new"
cat >"$work/config" <<CONFIG
[ca]
default_ca = test
[test]
database = $work/index
new_certs_dir = $work/new
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
[any]
commonName = supplied
CONFIG
# name, subject, last year, extension, and how it is signed
make() {
  openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1.key"
  openssl req -new -key "$1.key" -subj "/CN=$2" -out "$work/request"
  echo "$4" >"$work/extensions"
  years="-startdate 20200101000000Z -enddate ${3}0101000000Z"
  shift 4
  openssl ca -batch -notext -config "$work/config" -in "$work/request" -extfile "$work/extensions" $years "$@"
}
itself() { echo "-selfsign -keyfile $1.key -out $1.pem"; }
by_ca() { echo "-cert ca.pem -keyfile ca.key -out $1.pem"; }
here='subjectAltName=DNS:localhost,DNS:example.com,DNS:*.example.com,IP:127.0.0.1,IP:::1'
make ca 'Test CA' 2120 'basicConstraints=critical,CA:TRUE' $(itself ca)
make stranger localhost 2120 "$here" $(itself stranger)
make server localhost 2120 "$here" $(by_ca server)
make expired localhost 2021 "$here" $(by_ca expired)
make elsewhere elsewhere.example.net 2120 'subjectAltName=DNS:elsewhere.example.net' $(by_ca elsewhere)
make client 'Test client' 2120 'extendedKeyUsage=clientAuth' $(by_ca client)
rm -rf "$work" ca.key
