"""Response headers that keep pages private and sealed."""

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
PERMISSIONS = ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")

# A static file, a part of one, or word that it has not changed; never "there is no such file".
KEPT = (200, 206, 304)


def init_headers(app: Flask) -> None:
    """Set the headers on every response; only static files may be kept by a browser."""

    @app.after_request
    def seal(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        headers["Referrer-Policy"] = "no-referrer"
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = ", ".join(f"{name}=()" for name in PERMISSIONS)
        if app.config["HTTPS_ONLY"]:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint != "static" or response.status_code not in KEPT:
            headers["Cache-Control"] = "no-store"
        return response
