"""Turn the bundled weights into an ordinary sentence-transformers directory (build time only)."""

from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from retrieval.encoder.q4file import Vocabulary, WeightFile

MAX_TOKENS = 512
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_SUFFIX = {"w": "weight", "b": "bias"}


def torch_name(name: str) -> str:
    """Name of a tensor of the file in ``transformers.BertModel``."""
    embeddings = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    if name in embeddings:
        return embeddings[name]
    layer, part, suffix = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_PARTS[part]}.{_SUFFIX[suffix]}"


def build_tokenizer(vocabulary: Vocabulary) -> PreTrainedTokenizerFast:
    """The XLM-R tokenizer: unigram pieces, NFKC, spaces as U+2581 (Metaspace)."""
    tokenizer = Tokenizer(models.Unigram(list(vocabulary.pieces), unk_id=vocabulary.unk))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(" {2,}", " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    bos, eos = (vocabulary.pieces[i][0] for i in (vocabulary.bos, vocabulary.eos))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token=bos,
        eos_token=eos,
        cls_token=bos,
        sep_token=eos,
        pad_token=vocabulary.pieces[vocabulary.pad][0],
        unk_token=vocabulary.pieces[vocabulary.unk][0],
        model_max_length=MAX_TOKENS,
        model_input_names=["input_ids", "attention_mask"],
    )


def build_bert(weights: WeightFile) -> BertModel:
    """The BERT model with the weights of the file."""
    shape = weights.shape
    model = BertModel(
        BertConfig(
            vocab_size=shape.vocab,
            hidden_size=shape.hidden,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.ffn,
            max_position_embeddings=shape.positions,
            type_vocab_size=shape.types,
            layer_norm_eps=shape.epsilon,
            pad_token_id=weights.vocabulary.pad,
        ),
        add_pooling_layer=False,
    )
    state = model.state_dict()
    loaded = {
        torch_name(name): torch.from_numpy(tensor.copy()).reshape(state[torch_name(name)].shape)
        for name, tensor in weights.tensors.items()
    }
    model.load_state_dict(loaded)
    model.eval()  # type: ignore[no-untyped-call]
    return model


def convert(weights: WeightFile, target: Path) -> SentenceTransformer:
    """Write ``target`` as a sentence-transformers directory: mean pooling, L2-normalised."""
    with TemporaryDirectory() as backbone:
        build_bert(weights).save_pretrained(backbone)
        build_tokenizer(weights.vocabulary).save_pretrained(backbone)
        transformer = Transformer(
            backbone, max_seq_length=MAX_TOKENS, model_kwargs={"add_pooling_layer": False}
        )
    pooling = Pooling(weights.shape.hidden, pooling_mode="mean")
    model = SentenceTransformer(modules=[transformer, pooling, Normalize()], device="cpu")
    model.save(str(target))
    return model
