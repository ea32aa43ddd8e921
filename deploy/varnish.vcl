# Varnish 7 with its module xkey (Debian: varnish, varnish-modules) before the library, with CDN=varnish: it keeps public
# pages as long as they say, and forgets all of them when the library tells it. TLS ends before it, by a program that
# speaks the PROXY protocol to it, so that `client.ip` is the reader's and nobody else can have pages forgotten.
vcl 4.1;

import xkey;

# ← Where the library listens
backend default {
    .host = "127.0.0.1";
    .port = "8000";
}

# ← The machines of the library: who may have pages forgotten
acl library {
    "127.0.0.1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ library || !req.http.xkey) {
            return (synth(403, "Forbidden"));
        }
        return (synth(200, "Forgotten: " + xkey.purge(req.http.xkey)));
    }
}

sub vcl_backend_response {
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    # Old pages are shown only for as long as the library says, if it does.
    if (beresp.http.Cache-Control !~ "stale-while-revalidate") {
        set beresp.grace = 0s;
    }
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    unset resp.http.Cache-Tag;
}
