"""Response headers that keep pages private and sealed."""

from flask import Flask, Response, g, has_request_context, request

PERMISSIONS = ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")

# A static file, a part of one, or word that it has not changed; never "there is no such file".
KEPT = (200, 206, 304)

# What one page may need beyond the rest, by the name a view gives to `allow`.
SOUND = "sound"  # plays a recording of ours
MICROPHONE = "microphone"  # records, and plays back what was recorded
FRAMED = "framed"  # may stand in a frame of our own pages
FRAMES = "frames"  # holds such a frame
INSTALLS = "installs"  # has a manifest and a service worker


def allow(*needs: str) -> None:
    """Let the page of this request do what others may not: see the names above."""
    g.allowed = {*g.get("allowed", ()), *needs}


def content_security_policy(allowed: set[str]) -> str:
    """Return the policy of a page: nothing but our own styles, scripts and pictures."""
    parts = {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'self'" if FRAMED in allowed else "'none'",
    }
    if {SOUND, MICROPHONE} & allowed:
        parts["media-src"] = "'self' blob:" if MICROPHONE in allowed else "'self'"
    if INSTALLS in allowed:
        parts["manifest-src"] = "'self'"
        parts["worker-src"] = "'self'"
    if FRAMES in allowed:
        parts["frame-src"] = "'self'"
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def permissions_policy(allowed: set[str]) -> str:
    """Return what the browser's devices may be used for: nothing, unless a page records."""
    mine = {"microphone"} if MICROPHONE in allowed else set()
    return ", ".join(f"{name}={'(self)' if name in mine else '()'}" for name in PERMISSIONS)


def init_headers(app: Flask) -> None:
    """Set the headers on every response; only static files may be kept by a browser."""

    @app.after_request
    def seal(response: Response) -> Response:
        allowed: set[str] = g.get("allowed", set()) if has_request_context() else set()
        headers = response.headers
        headers["Content-Security-Policy"] = content_security_policy(allowed)
        headers["Referrer-Policy"] = "no-referrer"
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "SAMEORIGIN" if FRAMED in allowed else "DENY"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = permissions_policy(allowed)
        if app.config["HTTPS_ONLY"]:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint != "static" or response.status_code not in KEPT:
            headers["Cache-Control"] = "no-store"
        return response
