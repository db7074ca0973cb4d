"""The stack StateX replaces, at its best: FastAPI on uvicorn with uvloop and httptools, asyncpg with a pool and
prepared statements. Row and event of a request in one transaction, 201 after the commit."""

import datetime
import json
import os
import secrets
from typing import Literal, Optional

import asyncpg
from fastapi import FastAPI
from pydantic import BaseModel, Field, constr

app = FastAPI()


class NewSubmission(BaseModel):
    description: constr(max_length=100_000)
    name: Optional[constr(max_length=200)]
    contactType: Literal["email", "telegram", "whatsapp", "linkedin", "phone", "webhook"]
    contactValue: constr(min_length=1, max_length=320)
    language: Optional[constr(regex="^[a-z]{2}$")]
    consent: bool
    fillTimeMs: Optional[int] = Field(ge=0)

    class Config:
        extra = "forbid"


class Receipt(BaseModel):
    id: str
    reference: str
    status: str
    token: str


INSERT_SUBMISSION = """insert into peer.submissions
    (id, tenant_id, reference, submission_type, description, name, contact_type, contact_value, language, files, refused)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"""
INSERT_EVENT = """insert into peer.events (id, type, source, subject, tenant_id, trace, data)
    values ($1, $2, $3, $4, $5, $6, $7)"""


@app.on_event("startup")
async def open_pool():
    app.state.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=16, max_size=16)


@app.get("/healthz")
async def healthz():
    return {"status": "alive"}


@app.post("/api/submissions", status_code=201, response_model=Receipt)
async def create(new: NewSubmission):
    id = "req_" + secrets.token_hex(13)
    reference = "SX-" + secrets.token_hex(6).upper()
    event = {
        "id": id,
        "reference": reference,
        "attempt": 1,
        "description": new.description,
        "name": new.name,
        "contactType": new.contactType,
        "contactValue": new.contactValue,
        "language": new.language,
        "files": [],
        "at": datetime.datetime.utcnow().isoformat(),
    }
    async with app.state.pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute(
                INSERT_SUBMISSION, id, "ten_default", reference, "text", new.description, new.name,
                new.contactType, new.contactValue, new.language, "[]", "[]",
            )
            await connection.execute(
                INSERT_EVENT, "evt_" + secrets.token_hex(13), "request.created.v1", "submission", id, "ten_default",
                secrets.token_hex(16), json.dumps(event),
            )
    return {"id": id, "reference": reference, "status": "received", "token": secrets.token_urlsafe(32)}
