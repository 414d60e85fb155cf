"""The least that a question and an answer over the broker can cost: pika on both sides, no contract."""

import json
import os

import pika

QUEUE = "bare-echo"
_REPLY_TO = "amq.rabbitmq.reply-to"


class BareEcho:
    """The asking side: one connection, one call at a time."""

    def __init__(self, url: str) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(url))
        self._channel = self._connection.channel()
        self._answer: bytes | None = None
        self._channel.basic_consume(_REPLY_TO, self._answered, auto_ack=True)

    def call(self, text: str) -> str:
        self._answer = None
        self._channel.basic_publish("", QUEUE, json.dumps(text).encode(), pika.BasicProperties(reply_to=_REPLY_TO))
        while self._answer is None:
            self._connection.process_data_events(time_limit=None)
        return str(json.loads(self._answer))

    def close(self) -> None:
        self._connection.close()

    def _answered(self, _channel: object, _method: object, _properties: object, body: bytes) -> None:
        self._answer = body


def serve(url: str) -> None:
    channel = pika.BlockingConnection(pika.URLParameters(url)).channel()
    channel.queue_declare(QUEUE, auto_delete=True)

    def answer(ch: object, method: object, properties: pika.BasicProperties, body: bytes) -> None:
        channel.basic_publish("", properties.reply_to or "", json.dumps(json.loads(body)).encode())

    channel.basic_consume(QUEUE, answer, auto_ack=True)
    channel.start_consuming()


if __name__ == "__main__":
    serve(os.environ["AMQP_URL"])
