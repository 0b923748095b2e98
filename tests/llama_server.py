"""The smallest chat-completions server around llama_cpp: `python llama_server.py model.gguf`.

llama_cpp's own server needs FastAPI; its completions are the same objects. Prints its address.
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from llama_cpp import Llama

LLAMA = Llama(sys.argv[1], n_ctx=512, n_threads=1, verbose=False, seed=0)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        row = json.loads(self.rfile.read(int(self.headers["content-length"])))
        reply = LLAMA.create_chat_completion(row["messages"], max_tokens=16, temperature=0.0)
        body = json.dumps(reply).encode()
        self.send_response(200 if self.path == "/v1/chat/completions" else 404)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", 0), Handler)
    print(f"running on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
