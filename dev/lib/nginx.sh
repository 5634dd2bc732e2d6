# shellcheck shell=bash
# nginx for dev/bench proxy. Debian's package starts a server on port 80 where it is
# installed, so it is unpacked here instead.

use_nginx() {
    local folder=$DEV/nginx
    ! PATH=$PATH:/usr/sbin any_command nginx || return 0
    [ -x "$folder/usr/sbin/nginx" ] || step "Fetching nginx (a Debian package)" fetch_nginx "$folder"
    export NGINX_PROGRAM=$folder/usr/sbin/nginx
}

fetch_nginx() {
    rm -rf "$1.new"
    mkdir "$1.new"
    cd "$1.new"
    apt-get -q -o APT::Sandbox::User=root download nginx
    dpkg-deb -x nginx_*.deb .
    mv "$1.new" "$1"
}
