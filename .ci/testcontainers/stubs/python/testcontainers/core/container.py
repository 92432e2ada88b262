"""Stands for the library, whose registry is out of reach: the container runs already, at $SIM_PORT."""

import os


class DockerContainer:
    def __init__(self, image: str): ...

    def with_exposed_ports(self, port: int):
        return self

    def with_env(self, name: str, value: str):
        return self

    def waiting_for(self, strategy):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_): ...

    def get_container_host_ip(self):
        return "127.0.0.1"

    def get_exposed_port(self, port: int):
        return int(os.environ["SIM_PORT"])
