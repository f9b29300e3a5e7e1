"""A whole process that logs a secret in every way it can, with every library it has: no line tells it."""

import json
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

NOISE = """
import asyncio, gc, logging, socket, subprocess, sys, threading, warnings
import httpx, uvicorn
from fastapi import FastAPI
from faststream.nats import NatsBroker
from shared import logs

secret, server, store = sys.argv[1:]
early = logging.getLogger("early")
early.addHandler(logging.StreamHandler())
logs.configure("portal")
early.error(secret)

def free():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]

class Leaky:
    def __del__(self):
        raise ValueError(secret)

async def web():
    app = FastAPI()
    @app.get("/{path}")
    async def page(path: str):
        raise ValueError(path)
    port = free()
    serving = uvicorn.Server(uvicorn.Config(app, port=port))  # with the logging that uvicorn brings
    task = asyncio.create_task(serving.serve())
    while not serving.started:
        await asyncio.sleep(0.01)
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"http://127.0.0.1:{port}/{secret}?q={secret}")).status_code == 500
    serving.should_exit = True
    await task

async def messages():
    port = free()
    nats = subprocess.Popen([server, "-a", "127.0.0.1", "-p", str(port), "-l", store + "/nats.log"])
    broker = NatsBroker(f"nats://127.0.0.1:{port}", max_reconnect_attempts=-1)
    @broker.subscriber("req.case.barnehage.read.v1")
    async def read(body: str) -> str:
        raise ValueError(body)
    for _ in range(100):
        try:
            await broker.start()
            break
        except Exception:
            await asyncio.sleep(0.05)
    await broker.publish(secret, "req.case.barnehage.read.v1", headers={"name": secret})
    await asyncio.sleep(0.3)
    await broker.stop()
    nats.terminate()
    nats.wait()

async def main():
    await web()
    await messages()
    async def fails():
        raise ValueError(secret)
    asyncio.create_task(fails())
    await asyncio.sleep(0.01)
    gc.collect()
    happened = {"message": secret, "exception": ValueError(secret), "who": secret}
    asyncio.get_running_loop().call_exception_handler(happened)

warnings.warn(secret)
Leaky()
thread = threading.Thread(target=int, args=[secret])
thread.start()
thread.join()
asyncio.run(main())
raise ValueError(secret)
"""


def test_libraries_and_hooks_of_a_whole_process_say_no_secret(tmp_path: Path) -> None:
    secret = f"kanari{uuid4().hex}"
    root, script = Path(__file__).parents[3], tmp_path / "noise.py"
    script.write_text(NOISE, encoding="utf-8")
    server = str(Path(sys.executable).with_name("nats-server"))
    done = subprocess.run(
        [sys.executable, "-W", "always", str(script), secret, server, str(tmp_path)],
        env={"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert secret not in done.stdout + done.stderr
    assert done.returncode == 1
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    told = {(line["logger"], line.get("error")) for line in said}
    assert ("faststream.access.nats", "ValueError") in told
    assert ("asyncio", "ValueError") in told
    assert ("py.warnings", "UserWarning") in told
    assert [line["error"] for line in said if line["logger"] == "uncaught"] == ["ValueError"] * 3
    assert done.stdout.count('"early"') == 1
